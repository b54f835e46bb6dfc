// Small parts that several pages use.
import { html, useEffect, useState, useRef } from "./preact.js";
import { short, WORDS } from "./state.js";

export const secondsLeft = (until, now = performance.now()) => Math.max(0, Math.ceil((until - now) / 1000));

// Seconds left until a moment of this page's clock, counted down; two sizes of digits, no layout shift.
export function Countdown({ until, label = "left" }) {
  const [now, tick] = useState(performance.now());
  useEffect(() => { const timer = setInterval(() => tick(performance.now()), 250); return () => clearInterval(timer); }, []);
  if (until === null || until === undefined) return null;
  const left = secondsLeft(until, now);
  return html`<span class=${left <= 10 ? "countdown soon" : "countdown"} role="timer">${left} s <span class="label">${label}</span></span>`;
}

export function Verdict({ verdict }) {
  return verdict ? html`<b class="v ${verdict}">${WORDS[verdict] ?? verdict}</b>` : null;
}

export function Counts({ counts }) {
  const named = Object.keys(WORDS).filter((name) => counts[name]);
  return html`<ul class="counts">${named.map((name) => html`<li key=${name}><b>${counts[name]}</b> ${WORDS[name]}</li>`)}</ul>`;
}

export function CaseLink({ id, class: name = "", children }) {
  return html`<a class=${name} href="#/case/${id}">${children ?? short(id)}</a>`;
}

export function Copy({ text, label = "copy" }) {
  const [said, say] = useState("");
  const copy = async () => {
    try { await navigator.clipboard.writeText(text); say("copied"); } catch { say("copying is not allowed here"); }
    setTimeout(() => say(""), 2000);
  };
  return html`<button type="button" class="small" onClick=${copy}>${said || label}</button>`;
}

export function Dialog({ title, onClose, children }) {
  const box = useRef();
  useEffect(() => { box.current.showModal(); }, []);
  return html`<dialog ref=${box} aria-label=${title} onClose=${onClose}>
    <h2>${title}</h2>${children}
  </dialog>`;
}

// Asks for a line or more of text.
export function Ask({ title, label, action, onClose, multiline = true, required = true, children }) {
  const [text, change] = useState(""), first = useRef();
  useEffect(() => first.current.focus(), []);
  const submit = (event) => { event.preventDefault(); if (text.trim() || !required) { action(text.trim()); onClose(); } };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form method="dialog" onSubmit=${submit} class="form">
      <label>${label}
        ${multiline ? html`<textarea rows="4" value=${text} onInput=${(event) => change(event.target.value)} ref=${first} />`
          : html`<input value=${text} onInput=${(event) => change(event.target.value)} ref=${first} />`}
      </label>
      ${children}
      <p class="buttons"><button class="primary">OK</button><button type="button" onClick=${onClose}>Cancel</button></p>
    </form>
  </${Dialog}>`;
}
