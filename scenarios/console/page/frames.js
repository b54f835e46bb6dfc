// The raw frames of a play, as they were sent, below its chart.
import { html, useEffect, useState } from "./preact.js";
import { followPlay } from "./state.js";

const ARROWS = { station: "station → CSMS", csms: "CSMS → station" };
const isFrame = (entry) => entry?.type === "frame";

function useFrames(play, entries) {
  const [frames, show] = useState(new Map());
  useEffect(() => {
    const known = new Map((entries ?? []).filter(isFrame).map((entry) => [entry.n, entry]));
    show(new Map(known));
    return play && followPlay(play, (items) => {
      for (const { entry } of items) if (isFrame(entry)) known.set(entry.n, entry);
      show(new Map(known));
    });
  }, [play, entries]);
  return [...frames.values()];
}

// Many frames are only laid out when somebody opens the list.
export function Frames({ play, entries }) {
  const frames = useFrames(play, entries), [open, toggle] = useState(false);
  return html`<details class="frames" onToggle=${(event) => toggle(event.currentTarget.open)}><summary>Frames (${frames.length})</summary>
    ${open && html`<ol>${frames.map((entry) => html`<li key=${entry.n}><span class="soft">${entry.at.toFixed(3)} s, ${ARROWS[entry.from]}</span> <code>${entry.text ?? entry.base64 ?? ""}</code></li>`)}</ol>`}
  </details>`;
}
