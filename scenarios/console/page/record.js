// A record that is dropped anywhere onto the page, or chosen: its report is written, and a link to it is shown.
import { html, useEffect, useRef, useState } from "./preact.js";
import { changed, state, tell } from "./state.js";

export async function openRecord(file) {
  if (!file) return;
  let answer;
  try { answer = await fetch("/api/record", { method: "POST", headers: { "Content-Type": "application/jsonl" }, body: file }); }
  catch { tell("The file could not be sent: is `plugfest console` still running?"); return; }
  if (!answer.ok) { tell(`${file.name} cannot be opened. ${await answer.text()}`); return; }
  const { report } = await answer.json();
  state.opened = { name: file.name, report };
  changed();
}

const close = () => { state.opened = null; changed(); };

// A browser does not let a page open another window when a file is dropped, so the report is a link.
export function Opened({ opened }) {
  const link = useRef();
  useEffect(() => link.current.focus(), [opened]);
  return html`<p class="opened" role="status">${opened.name} was read. <a ref=${link} class="button primary" href=${opened.report} target="_blank" rel="noopener" onClick=${close}>Open its report</a>
    <button type="button" class="small" onClick=${close}>close</button></p>`;
}

// Whether a file is held over the page. A file that is dropped beside a target would replace the page.
export function useDrop() {
  const [over, hover] = useState(false);
  useEffect(() => {
    const files = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
    const hold = (event) => { if (files(event)) { event.preventDefault(); hover(true); } };
    const leave = (event) => { if (event.relatedTarget === null) hover(false); };
    const drop = (event) => { if (files(event)) { event.preventDefault(); hover(false); openRecord(event.dataTransfer.files[0]); } };
    const listened = [["dragover", hold], ["dragleave", leave], ["drop", drop]];
    for (const [name, listen] of listened) addEventListener(name, listen);
    return () => { for (const [name, listen] of listened) removeEventListener(name, listen); };
  }, []);
  return over;
}
