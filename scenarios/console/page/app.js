// The page: which part is shown, the keyboard, and messages.
import { html, render, useEffect, useState } from "./preact.js";
import { connect, state, tell, useConsole } from "./state.js";
import { Dialog } from "./parts.js";
import { Start } from "./start.js";
import { Choose } from "./choose.js";
import { Run } from "./run.js";
import { CasePage } from "./case.js";
import { Finish } from "./finish.js";
import { Opened, useDrop } from "./record.js";

const PARTS = [["start", "Start", "1"], ["choose", "Choose", "2"], ["run", "Run", "3"], ["finish", "Finish", "4"]];
const KEYS = [["1 2 3 4", "start, choose, run, finish"], ["/", "search"], ["j k", "next, previous case"], ["n", "next case that did not pass"], ["space", "choose the case; pause a run, or go on with it"],
  ["d r c", "order: done, refused, cannot"], ["u", "undo"], ["t l a m", "order: one minute more, later, again, note"], ["?", "these keys"]];

function useRoute() {
  const read = () => location.hash.replace(/^#\/?/, "").split("/");
  const [route, go] = useState(read());
  useEffect(() => {
    const change = () => { go(read()); scrollTo(0, 0); };
    addEventListener("hashchange", change);
    go(read()); // the address may have changed since the first drawing
    return () => removeEventListener("hashchange", change);
  }, []);
  return route;
}

const stops = () => [...document.querySelectorAll("main input[data-case]:enabled, main .tree a.c, main .failures a")];

function move(by) {
  const all = stops(), at = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
}

function nextBad() {
  const all = [...document.querySelectorAll("main .tree a.FAIL, main .tree a.ERROR, main .tree a.INCONCLUSIVE, main .row:has(.FAIL, .ERROR, .INCONCLUSIVE) input:enabled, main .failures a")];
  const at = all.indexOf(document.activeElement);
  all[(at + 1) % Math.max(1, all.length)]?.focus();
}

// Space does what it does elsewhere on what can be pressed, and on a chart, which it scrolls.
const pauses = (target) => document.querySelector(".runbar [aria-pressed]") !== null && !target.closest("button, input, summary, [role=button], .scroll, pre");

function useKeys(help) {
  useEffect(() => {
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.target.matches("textarea, select, input:not([type=checkbox])")) { if (event.key === "Escape") event.target.blur(); return; }
      const part = PARTS.find(([, , key]) => key === event.key);
      const onCard = document.querySelector(`.card [data-key="${CSS.escape(event.key)}"]`);
      if (part) location.hash = `#/${part[0]}`;
      else if (event.key === "?") help(true);
      else if (event.key === "/") { const search = document.querySelector("#search"); if (search) search.focus(); else location.hash = "#/choose/search"; }
      else if (event.key === "j") move(1);
      else if (event.key === "k") move(-1);
      else if (event.key === "n") nextBad();
      else if (event.key === " " && pauses(event.target)) document.querySelector(".runbar [aria-pressed]").click();
      else if (onCard) onCard.click();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function Page({ route }) {
  switch (route[0]) {
    case "choose": return html`<${Choose} searching=${route[1] === "search"} />`;
    case "run": return html`<${Run} />`;
    case "case": return html`<${CasePage} id=${route[1]} key=${route[1]} />`;
    case "finish": return html`<${Finish} />`;
    default: return html`<${Start} />`;
  }
}

function App() {
  const { connected, problem, opened, run, cards } = useConsole();
  const route = useRoute(), [helping, help] = useState(false), over = useDrop();
  useKeys(help);
  const todo = cards.open.length;
  useEffect(() => { document.title = `${todo ? `(${todo}) ` : ""}plugfest console`; }, [todo]);
  return html`<a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.querySelector("main").focus(); }}>To the content</a>
    <header class="head"><h1 class="mark">plugfest <span>console</span></h1>
      <nav aria-label="Parts">${PARTS.map(([name, label]) => html`<a key=${name} href="#/${name}" aria-current=${(route[0] || "start") === name ? "page" : null}>${label}${name === "run" && todo > 0 && html` <b class="badge">${todo} order${todo > 1 ? "s" : ""}</b>`}</a>`)}</nav>
      <span class="soft">${run?.going_on && `${run.done} of ${run.total}`}</span>
      <button type="button" class="small" onClick=${() => help(true)}>Keys <kbd>?</kbd></button></header>
    ${!connected && html`<p class="warning" role="alert">Not connected to the console: the run goes on without this page; it is tried again.</p>`}
    ${problem && html`<p class="warning said" role="alert">${problem} <button type="button" class="small" onClick=${() => tell("")}>close</button></p>`}
    ${opened && html`<${Opened} opened=${opened} />`}
    <main id="main" class=${over ? "over" : null} tabindex="-1"><${Page} route=${route} /></main>
    ${helping && html`<${Dialog} title="Keys" onClose=${() => help(false)}><dl class="keys">${KEYS.map(([keys, what]) => html`<div key=${keys}><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <form method="dialog" class="buttons"><button class="primary">Close</button></form></${Dialog}>`}`;
}

SequenceChart.listen();
connect();
render(html`<${App} />`, document.querySelector("#app"));
export { state };
