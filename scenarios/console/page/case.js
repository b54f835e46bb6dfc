// One case: its chart, the run before beside it, and what can be done with it.
import { html, useEffect, useState, useMemo } from "./preact.js";
import { ask, short, tell, useConsole, verdictOf } from "./state.js";
import { Ask, Copy, Dialog, Verdict } from "./parts.js";
import { Live, Play } from "./lane.js";
import { differing } from "./difference.js";

const TEN = 10;

function Known({ id, onClose, onDone }) {
  const [wanted, change] = useState({ reason: "", link: "", until: "" });
  const set = (name) => (event) => change({ ...wanted, [name]: event.target.value });
  const submit = async (event) => { event.preventDefault(); const answer = await ask(`/api/cases/${id}/known`, wanted); if (answer) onDone(answer); onClose(); };
  return html`<${Dialog} title=${`${short(id)} is known to fail`} onClose=${onClose}><form method="dialog" class="form" onSubmit=${submit}>
    <label>Why it is accepted <textarea rows="3" required value=${wanted.reason} onInput=${set("reason")} /></label>
    <label>Link to the issue <input value=${wanted.link} onInput=${set("link")} /></label>
    <label>Until <input type="date" value=${wanted.until} onInput=${set("until")} /></label>
    <p class="buttons"><button class="primary">Write the baseline entry</button><button type="button" onClick=${onClose}>Cancel</button></p></form></${Dialog}>`;
}

function Violations({ record }) {
  const bad = record.plays.flatMap((play) => play.validations.filter((each) => each.outcome === "violated"));
  if (!bad.length) return null;
  return html`<ul class="violations">${bad.map((each, number) => html`<li key=${number}>${each.step !== null && html`<b>step ${each.step}</b> `}${each.text} <span class="soft">${each.weight}${each.source && `, ${each.source}`}</span></li>`)}</ul>`;
}

function Plays({ record, before, beside }) {
  return record.plays.map((play, number) => {
    const other = beside && before ? before.plays.find((each) => each.label === play.label) ?? before.plays[0] : null;
    const marks = other ? differing(play.trace, other.trace) : [null, null];
    return html`<section key=${number} class=${other ? "play beside" : "play"}>
      <h3>${play.label || "The play"} <${Verdict} verdict=${play.verdict} /></h3>
      <div><${Play} play=${play} differing=${marks[0]} /></div>
      ${other && html`<div><h4>The run before <${Verdict} verdict=${other.verdict} /></h4><${Play} play=${other} differing=${marks[1]} /></div>`}</section>`;
  });
}

function Again({ verdicts, again }) {
  const shown = verdicts ?? again.map((record) => record.verdict);
  if (!shown.length) return null;
  const kinds = new Set(shown);
  return html`<p class="again" role="status">Played again ${shown.length} time${shown.length === 1 ? "" : "s"}: ${shown.map((verdict, number) => html`<${Verdict} key=${number} verdict=${verdict} /> `)}
    ${kinds.size > 1 ? html`<b>It flips.</b>` : shown.length > 1 && "It does not flip."}</p>`;
}

function Actions({ item, record, before, beside, compare, run, reload }) {
  const [dialog, open] = useState(""), [entry, wrote] = useState(null);
  const play = (times) => async () => { await ask("/api/run", { cases: [item.id], times }); };
  const issue = async () => {
    const text = await ask(`/api/cases/${item.id}/issue`);
    if (text === undefined) return;
    try { await navigator.clipboard.writeText(text); tell("The issue text is copied."); } catch { tell(text); }
  };
  const close = () => open("");
  return html`<p class="buttons">
      <button type="button" disabled=${run?.going_on} onClick=${play(1)}>Play again</button>
      <button type="button" disabled=${run?.going_on} onClick=${play(TEN)}>Ten times</button>
      ${before && html`<button type="button" aria-pressed=${String(beside)} onClick=${compare}>The run before beside it</button>`}
      ${record && html`<button type="button" onClick=${() => open("note")}>Note</button>
        ${record.verdict !== "PASS" && html`<button type="button" onClick=${() => open("known")}>Known</button><button type="button" onClick=${issue}>Copy as issue text</button>`}
        <a class="button" href="/api/cases/${item.id}/frames" download>Download frames</a>`}
    </p>
    ${entry && html`<div class="toml"><p>${entry.file ? `Written into ${entry.file}; it counts from the next run on.` : "To be written into the CSMS's file:"}</p><pre tabindex="0">${entry.toml}</pre><${Copy} text=${entry.toml} /></div>`}
    ${dialog === "note" && html`<${Ask} title=${`Note on ${short(item.id)}`} label="For the record" onClose=${close} action=${async (text) => { await ask(`/api/cases/${item.id}/note`, { text }); reload(); }} />`}
    ${dialog === "known" && html`<${Known} id=${item.id} onClose=${close} onDone=${wrote} />`}`;
}

export function CasePage({ id }) {
  const { cases, lanes, run } = useConsole();
  const [loaded, load] = useState({ record: null, again: [], before: null }), [beside, compare] = useState(false), [asked, again] = useState(0);
  const item = cases.find((each) => each.id === id), lane = lanes.find((each) => each.case === id);
  const verdict = item && verdictOf(item);
  useEffect(() => { let current = true; ask(`/api/cases/${id}`).then((answer) => current && answer && load(answer)); return () => { current = false; }; },
    [id, asked, verdict?.verdict, run?.going_on, run?.times?.[id]?.length]);
  const known = useMemo(() => loaded.record?.id === id ? loaded.record : null, [loaded, id]);
  if (!item) return html`<p>…</p>`;
  const notes = [...(known?.notes ?? []), ...(run?.going_on ? run.notes[id] ?? [] : [])];
  return html`<section class="case-page">
    <h2>${short(id)} <span>${item.title}</span> <${Verdict} verdict=${known?.verdict} /></h2>
    <p class="hint">${item.about}</p>
    <p class="soft">${item.requirements.join(", ")}</p>
    ${item.obstacles.length > 0 && html`<p class="warning">${item.obstacles.join("; ")}</p>`}
    ${known?.cause && html`<p class="cause">${known.cause.text}</p>`}
    ${known?.excused && html`<p class="soft">known: ${known.excused.reason}</p>`}
    ${known && html`<${Violations} record=${known} />`}
    ${notes.length > 0 && html`<ul class="notes" aria-label="Notes">${notes.map((note, number) => html`<li key=${number}>${note.text} <span class="soft">${note.by}, ${new Date(note.written).toLocaleString()}</span></li>`)}</ul>`}
    <${Again} verdicts=${run?.again ? run.times[id] : undefined} again=${loaded.again} />
    <${Actions} item=${item} record=${known} before=${loaded.before} beside=${beside} compare=${() => compare(!beside)} run=${run} reload=${() => again(asked + 1)} />
    ${lane && html`<${Live} lane=${lane} over=${false} wide=${true} />`}
    ${known ? html`<${Plays} record=${known} before=${loaded.before} beside=${beside} />` : !lane && html`<p class="hint">It was not played yet.</p>`}
  </section>`;
}
