// Start: the state of the CSMS's file and of the CSMS, the runs before, and a record of somebody else's.
import { html } from "./preact.js";
import { ask, short, useConsole } from "./state.js";
import { openRecord } from "./record.js";
import { CaseLink, Copy, Counts } from "./parts.js";

const SIGNS = { fine: "✓", note: "·", problem: "✗" };
const MOST = 12;

function Finding({ finding }) {
  return html`<li class="finding ${finding.level}">
    <span aria-hidden="true">${SIGNS[finding.level]}</span>
    <div><span class="sr">${finding.level}: </span>${finding.where && html`<code>${finding.where}</code> `}${finding.text}
      ${finding.details && html`<details><summary class="soft">which cases</summary>${finding.details}</details>`}
      ${finding.toml && html`<${Toml} toml=${finding.toml} />`}</div>
  </li>`;
}

function Toml({ toml }) {
  return html`<div class="toml"><pre tabindex="0" aria-label="to add to the file">${toml}</pre><${Copy} text=${toml} /></div>`;
}

function Check({ check }) {
  if (!check.file) return html`<p class="hint">No file was named, so every run starts a compact CSMS of its own. To test yours: <code>plugfest console my-csms.toml</code></p>`;
  const bad = check.findings.filter((each) => each.level === "problem").length;
  return html`
    <p class="hint"><b>${check.csms ?? "?"}</b>, <code>${check.file}</code>${check.operator && `, operator: ${check.operator}`}</p>
    <ul class="findings" aria-live="polite">${check.findings.map((finding, number) => html`<${Finding} key=${number} finding=${finding} />`)}</ul>
    ${check.proposal && html`<p>Proposed for the file, from what was seen:</p><${Toml} toml=${check.proposal} />`}
    <p class="buttons">
      <button type="button" onClick=${() => ask("/api/check", {})}>Try again</button>
      <span class="soft" role="status">${check.going_on ? "trying…" : bad ? `${bad} problem${bad > 1 ? "s" : ""}` : "ready"}</span>
    </p>`;
}

function Cases({ ids, word }) {
  if (!ids.length) return null;
  return html`<p>${ids.length} ${word}: ${ids.slice(0, MOST).map((id) => html`<${CaseLink} key=${id} id=${id} class="chip">${short(id)}</${CaseLink}> `)}${ids.length > MOST && `and ${ids.length - MOST} more`}</p>`;
}

function Run({ run, first }) {
  return html`<li class="past">
    <p><b>${new Date(run.started).toLocaleString()}</b> <span class="soft">${run.csms}${run.person && `, by ${run.person}`}${run.interrupted && `, ${run.interrupted}`}</span></p>
    <${Counts} counts=${run.counts} />
    <${Cases} ids=${run.failed} word="newly failed" /><${Cases} ids=${run.mended} word="mended" /><${Cases} ids=${run.known} word="known" />
    ${first && html`<p class="buttons">
      <a class="button" href="#/finish">Summary</a> <a class="button" href="/results/report.html" target="_blank" rel="noopener">Report</a>
      ${run.interrupted && html`<button type="button" onClick=${goOn}>Go on with it</button>`}
    </p>`}
    ${!first && html`<p><a href=${`/comparison/${run.run}`} target="_blank" rel="noopener">Compare with the last run</a></p>`}
  </li>`;
}

async function goOn() {
  if (await ask("/api/run", { resume: true })) location.hash = "#/run";
}

function Drop() {
  return html`<section class="drop">
    <h2>Another record</h2>
    <label>Drop a <code>run.jsonl</code> anywhere on this page, or choose one: <input type="file" accept=".jsonl" onChange=${(event) => openRecord(event.target.files[0])} /></label>
  </section>`;
}

export function Start() {
  const { check, runs } = useConsole();
  if (!check) return html`<p>…</p>`;
  return html`
    <section><h2>The CSMS</h2><${Check} check=${check} />
      <p class="buttons"><a class="button primary" href="#/choose">Choose cases</a></p></section>
    <section><h2>Runs</h2>
      ${runs.length ? html`<ol class="pasts">${runs.map((run, number) => html`<${Run} key=${run.run} run=${run} first=${number === 0} />`)}</ol>`
        : html`<p class="hint">None yet in the folder for results.</p>`}</section>
    <${Drop} />`;
}
