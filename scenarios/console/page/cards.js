// Orders for the person: cards that can be read from two metres.
import { html, useState, useEffect, useRef } from "./preact.js";
import { ask, short } from "./state.js";
import { Ask, Copy, Countdown } from "./parts.js";

export const answerCard = (card, answer, words = "") => ask(`/api/cards/${card.number}`, { answer, words });

function Value({ card, value }) {
  return html`<div><dt>${value.name}</dt><dd>${value.file
    ? html`<a href="/api/cards/${card.number}/${value.name}" download>download certificate</a>`
    : html`<code>${value.value}</code>`} <${Copy} text=${value.value} /></dd></div>`;
}

function Came({ card }) {
  if (!card.came.length) return null;
  const last = card.came[card.came.length - 1];
  return html`<div class="came" role="alert"><p><b>A ${card.action}Request came that does not fit.</b></p>
    <div class="sides"><div><p><b>Expected</b></p><ul class="expected">${card.demands.map((text) => html`<li key=${text}>${text}</li>`)}</ul></div>
      <div><p><b>Came</b></p><ul class="wrong">${last.wrong.map((text) => html`<li key=${text}>${text}</li>`)}</ul><pre tabindex="0">${last.payload}</pre></div></div></div>`;
}

function Answers({ card, note }) {
  const [asking, refuse] = useState(false);
  if (card.answer) {
    return html`<p class="undo" role="alert"><b>${card.answer}</b> <${Countdown} until=${card.countsAt} label="to undo" />
      <button type="button" class="primary" data-key="u" onClick=${() => answerCard(card, "undo")}>Undo</button></p>`;
  }
  const say = (answer) => () => answerCard(card, answer);
  if (card.look) {
    return html`<p class="buttons answers"><button type="button" class="primary" data-key="d" onClick=${say("done")}>It does <kbd>d</kbd></button>
      <button type="button" data-key="c" onClick=${say("cannot")}>It does not <kbd>c</kbd></button>
      <button type="button" data-key="t" onClick=${say("more time")}>One minute more <kbd>t</kbd></button></p>`;
  }
  return html`<p class="buttons answers">
      <button type="button" class="primary" data-key="d" onClick=${say("done")}>Done <kbd>d</kbd></button>
      <button type="button" data-key="r" onClick=${() => refuse(true)}>The CSMS refused <kbd>r</kbd></button>
      <button type="button" data-key="c" onClick=${say("cannot")}>It cannot <kbd>c</kbd></button>
      ${card.kind && html`<button type="button" onClick=${say("cannot all")}>It cannot do any ${card.kind}</button>`}
    </p>
    <p class="buttons answers">
      <button type="button" data-key="t" onClick=${say("more time")}>One minute more <kbd>t</kbd></button>
      ${card.case && html`<button type="button" data-key="l" onClick=${say("later")}>Later <kbd>l</kbd></button>
      <button type="button" data-key="a" onClick=${say("again")}>Again <kbd>a</kbd></button>
      <button type="button" data-key="m" onClick=${note}>Note <kbd>m</kbd></button>`}
    </p>
    ${asking && html`<${Ask} title="The CSMS refused" label="Its words, if it said any" required=${false} multiline=${false} onClose=${() => refuse(false)} action=${(words) => answerCard(card, "refused", words)} />`}`;
}

function Card({ card, expected, first }) {
  const [noting, note] = useState(false), box = useRef();
  useEffect(() => { if (first && !document.activeElement?.closest("dialog, .card, input, textarea")) box.current.focus({ preventScroll: false }); }, [first]);
  const about = `order ${card.number}${expected ? ` of about ${Math.max(expected, card.number)}` : ""}`;
  return html`<article class=${first ? "card first" : "card"} ref=${box} tabindex="-1" data-card=${card.number} data-kind=${card.kind} aria-label=${about}>
    <header><p><b>${card.case ? short(card.case) : "By hand"}</b>${card.step !== null && html`, step ${card.step}`}<span class="soft"> ${card.title}${card.label && `, ${card.label}`}</span></p>
      <p class="soft">${about}</p></header>
    <p class="do">${card.text}</p>
    <dl class="values"><div><dt>station</dt><dd><code>${card.station}</code> <${Copy} text=${card.station} /></dd></div>
      ${card.values.map((value) => html`<${Value} key=${value.name} card=${card} value=${value} />`)}</dl>
    ${card.action && html`<p class="awaits">waits for <b>${card.action}Request</b> <${Countdown} until=${card.until} /></p>`}
    ${card.demands.length > 0 && !card.came.length && html`<details class="demands"><summary>what is demanded of it (${card.demands.length})</summary><ul>${card.demands.map((text) => html`<li key=${text}>${text}</li>`)}</ul></details>`}
    <${Came} card=${card} />
    <${Answers} card=${card} note=${() => note(true)} />
    ${noting && html`<${Ask} title=${`Note on ${short(card.case)}`} label="For the record" onClose=${() => note(false)} action=${(text) => ask(`/api/cases/${card.case}/note`, { text })} />`}
  </article>`;
}

// Orders of one kind stand together, so that they can be taken in a row.
function ordered(cards) {
  const first = new Map();
  for (const card of cards) if (!first.has(card.kind)) first.set(card.kind, card.number);
  return [...cards].sort((one, other) => first.get(one.kind) - first.get(other.kind) || one.number - other.number);
}

export function Cards({ cards }) {
  const open = ordered(cards.open), cannot = Object.entries(cards.cannot);
  if (!open.length && !cards.closed.length && !cannot.length) return null;
  return html`<section class="orders" aria-label="Orders">
    ${open.map((card, number) => html`<${Card} key=${card.number} card=${card} expected=${cards.expected} first=${number === 0} />`)}
    ${cards.closed.length > 0 && html`<ul class="closed" aria-label="Orders that are over">${cards.closed.map((card) => html`<li key=${card.number}>
      <b>${card.case ? short(card.case) : "By hand"}</b> ${card.text}: <span class="soft">${card.ended}</span></li>`)}</ul>`}
    ${cannot.length > 0 && html`<details class="cannot-list"><summary>The CSMS cannot (${cannot.length})</summary><ul>${cannot.map(([what]) => html`<li key=${what}>${what}
      <button type="button" class="small" onClick=${() => ask("/api/allow", { what })}>it can after all</button></li>`)}</ul></details>`}
  </section>`;
}
