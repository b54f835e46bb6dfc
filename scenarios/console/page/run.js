// Run: the tree that fills, the lanes, the orders, and the controls.
import { html, useState } from "./preact.js";
import { ask, short, useConsole, verdictOf, WORDS } from "./state.js";
import { Counts } from "./parts.js";
import { Live, useGone } from "./lane.js";
import { Cards } from "./cards.js";

function Cell({ item, under, chosen }) {
  const verdict = under || !chosen ? null : verdictOf(item);
  const name = verdict ? `c ${verdict.verdict}` : under ? "c now" : chosen ? "c NOT_RUN" : "c out";
  const said = verdict ? WORDS[verdict.verdict] : under ? "under way" : chosen ? "not yet" : "not chosen";
  return html`<a class=${name} href="#/case/${item.id}" title=${`${short(item.id)} ${item.title}: ${said}${verdict?.cause ? `: ${verdict.cause}` : ""}`}>${item.id.slice(5, -5)}<span class="sr">: ${said}</span></a>`;
}

export function Tree({ cases, run, lanes }) {
  const under = new Set(lanes.map((lane) => lane.case)), chosen = new Set(run.cases);
  const blocks = [...new Set(cases.filter((item) => chosen.has(item.id)).map((item) => item.block))];
  return html`<div class="tree">${blocks.map((block) => html`<div class="cells" key=${block}><span>${block}</span>
    ${cases.filter((item) => item.block === block).map((item) => html`<${Cell} key=${item.id} item=${item} under=${under.has(item.id)} chosen=${chosen.has(item.id)} />`)}</div>`)}</div>`;
}

function Bar({ run }) {
  const control = (action) => () => ask("/api/control", { action });
  const [sure, ask_] = useState(false);
  const stop = () => { if (sure) control("stop")(); ask_(!sure); };
  return html`<div class="runbar">
    <p role="status"><b>${run.done}</b> of ${run.total} done${run.paused && ", paused after the case under way"}${run.stopping && ", being stopped"}${run.writing && ", the reports are being written"}</p>
    <${Counts} counts=${run.counts} />
    <progress max=${run.total || 1} value=${run.done} aria-label="cases done"></progress>
    ${run.going_on && !run.stopping && html`<p class="buttons">
      <button type="button" aria-pressed=${String(run.paused)} onClick=${control(run.paused ? "resume" : "pause")}>${run.paused ? "Go on" : "Pause after this case"}</button>
      <button type="button" onClick=${stop}>${sure ? "Really stop?" : "Stop"}</button></p>`}
    ${!run.going_on && run.total > 0 && html`<p class="buttons"><a class="button primary" href="#/finish">Summary</a>
      <a class="button" href="/results/report.html" target="_blank" rel="noopener">Report</a></p>`}
  </div>`;
}

export function Run() {
  const { run, cases, lanes, cards } = useConsole();
  const gone = useGone(lanes, run?.workers ?? 1);
  if (!run || (!run.total && !run.going_on)) {
    return html`<section><h2>No run yet</h2>${run?.problem && html`<p class="warning" role="alert">${run.problem}</p>`}
      <p class="buttons"><a class="button primary" href="#/choose">Choose cases</a></p></section>`;
  }
  const shown = [...lanes, ...gone];
  return html`<h2 class="sr">Run</h2>
    ${run.problem && html`<p class="warning" role="alert">${run.problem}</p>`}
    ${run.said.map((text) => html`<p key=${text} class="warning">${text}</p>`)}
    <${Bar} run=${run} />
    <${Cards} cards=${cards} run=${run} />
    <div class="stage"><${Tree} cases=${cases} run=${run} lanes=${lanes} />
      <div class="lanes">${shown.map((lane) => html`<${Live} key=${lane.play} lane=${lane} over=${gone.includes(lane)} wide=${shown.length === 1} />`)}</div></div>`;
}
