// Finish: what is new, known and mended, what was slow, what was noted, and the reports.
import { html, useEffect, useState } from "./preact.js";
import { ask, duration, short, useConsole } from "./state.js";
import { CaseLink, Counts, Verdict } from "./parts.js";

function Failures({ title, cases, none }) {
  return html`<section><h3>${title} (${cases.length})</h3>${cases.length ? html`<ul class="failures">${cases.map((each) => html`<li key=${each.id}>
    <${CaseLink} id=${each.id}><b>${short(each.id)}</b></${CaseLink}> ${each.title} <${Verdict} verdict=${each.verdict} />
    ${each.cause && html`<p class="soft">${each.cause}</p>`}${each.reason && html`<p>known: ${each.reason}</p>`}</li>`)}</ul>` : html`<p class="hint">${none}</p>`}</section>`;
}

export function Finish() {
  const { run, runs } = useConsole();
  const [summary, load] = useState(null);
  useEffect(() => { ask("/api/summary").then((answer) => load(answer ?? null)); }, [run?.going_on, runs]);
  if (!summary) return html`<section><h2>Summary</h2><p class="hint">No run has come to its end yet.</p></section>`;
  const when = new Date(summary.started).toLocaleString();
  return html`<section class="finish"><h2>${summary.csms} <span class="soft">${when}${summary.person && `, by ${summary.person}`}</span></h2>
    ${summary.interrupted && html`<p class="warning">${summary.interrupted}</p>`}
    <${Counts} counts=${summary.counts} />
    <p class="soft">${summary.edition}, plugfest ${summary.plugfest}${summary.duration !== null && `, ${duration(summary.duration)}`}</p>
    <p class="buttons noprint"><a class="button primary" href="/results/report.html" target="_blank" rel="noopener">Report</a>
      <button type="button" onClick=${() => print()}>Print this page</button>
      <a class="button" href="/results/run.jsonl" download>Record</a><a class="button" href="/results/junit.xml" download>JUnit</a>
      ${summary.interrupted && html`<button type="button" disabled=${run?.going_on} onClick=${async () => { if (await ask("/api/run", { resume: true })) location.hash = "#/run"; }}>Go on with it</button>`}</p>
    <${Failures} title="New failures" cases=${summary.new} none="None." />
    <${Failures} title="Known failures" cases=${summary.known} none="None." />
    <${Failures} title="Cured" cases=${summary.cured} none="None." />
    ${summary.unmet.length > 0 && html`<section><h3>Baseline entries that did not come true</h3><ul>${summary.unmet.map((text) => html`<li key=${text}>${text}</li>`)}</ul></section>`}
    <section><h3>Slowest answers</h3><ol class="slow">${summary.slowest.map((each, number) => html`<li key=${number}>${duration(each.seconds)} ${each.action} in <${CaseLink} id=${each.case} /></li>`)}</ol></section>
    ${summary.notes.length > 0 && html`<section><h3>Notes</h3><ul class="notes">${summary.notes.map((note, number) => html`<li key=${number}><${CaseLink} id=${note.case} /> ${note.text} <span class="soft">${note.by}</span></li>`)}</ul></section>`}
  </section>`;
}
