// The sequence chart of a play, grown as its entries come, or whole from a record.
import { html, useEffect, useRef, useState } from "./preact.js";
import { ask, followPlay, short } from "./state.js";
import { CaseLink, Countdown, secondsLeft } from "./parts.js";
import { Frames } from "./frames.js";

// Puts items of a play's log into a chart: entries, and validations that belong to one of them.
function plotter(chart) {
  const entries = new Map(), validations = new Map();
  return (items) => {
    const touched = new Set();
    for (const { entry, validation } of items) {
      if (entry) { entries.set(entry.n, entry); touched.add(entry.n); }
      else if (validation.entry !== null) {
        validations.set(validation.entry, (validations.get(validation.entry) ?? []).concat([validation]));
        touched.add(validation.entry);
      }
    }
    for (const n of [...touched].sort((one, other) => one - other)) {
      if (entries.has(n)) chart.put(entries.get(n), validations.get(n) ?? []);
    }
  };
}

function wait(lane) {
  const next = lane.pending[0];
  if (next) return { title: `${next.action}Request`, lane: "csms-station", step: next.step, demands: next.demands };
  return lane.waits_for ? { title: `waits for ${lane.waits_for}` } : null;
}

export function Live({ lane, over, wide }) {
  const holder = useRef(), chart = useRef(), end = useRef();
  const awaited = over ? null : wait(lane), changed = JSON.stringify(awaited);
  useEffect(() => {
    chart.current = SequenceChart.create({ station: lane.station, operator: lane.operated });
    holder.current.replaceChildren(chart.current.element);
    const plot = plotter(chart.current);
    return followPlay(lane.play, (items) => {
      const near = atEnd(holder.current);
      plot(items);
      if (near) holder.current.scrollTop = holder.current.scrollHeight;
    });
  }, [lane.play, lane.operated]);
  useEffect(() => {
    const near = atEnd(holder.current);
    chart.current.awaits(awaited);
    if (near) holder.current.scrollTop = holder.current.scrollHeight;
  }, [lane.play, lane.operated, over, changed]);
  useEffect(() => {
    const show = () => { const place = holder.current.querySelector(".awaited .left"); if (place) place.textContent = lane.until === null ? "" : `${secondsLeft(lane.until)} s left`; };
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [lane.play, lane.operated, over, lane.until, changed]);
  return html`<article class=${wide ? "lane wide" : "lane"} aria-label=${`${short(lane.case)}, ${over ? "over" : "under way"}`} ref=${end}>
    <header><h3><${CaseLink} id=${lane.case} /> <span class="soft">${lane.label}</span></h3>
      <span class="soft grow">${over ? "over" : lane.waits_for ? `waits for ${lane.waits_for}` : "goes on"}</span>
      ${!over && html`<${Countdown} until=${lane.until} /><${Tools} lane=${lane} />`}</header>
    <div class="scroll js" ref=${holder} tabindex="0" role="region" aria-label=${`Sequence chart of ${short(lane.case)}`}></div>
    <${Frames} play=${lane.play} />
  </article>`;
}

const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

function Tools({ lane }) {
  const control = (action) => () => ask("/api/control", { action, case: lane.case });
  return html`<button type="button" class="small" disabled=${lane.until === null} onClick=${control("more time")}>one minute more</button>
    <button type="button" class="small" onClick=${control("break")}>break the connection</button>`;
}

// A play of a record.
export function Play({ play, differing }) {
  const holder = useRef();
  useEffect(() => {
    const operated = play.trace.some((entry) => entry.type === "order" || entry.type === "outcome");
    const chart = SequenceChart.create({ station: play.station, operator: operated });
    for (const entry of play.trace) {
      const item = chart.add(entry, play.validations.filter((one) => one.entry === entry.n));
      if (differing?.has(entry.n)) item.classList.add("differs");
    }
    holder.current.replaceChildren(chart.element);
  }, [play, differing]);
  return html`<div class="js" ref=${holder}></div><${Frames} entries=${play.trace} />`;
}

export function useGone(lanes, workers) {
  const [gone, keep] = useState([]);
  const last = useRef([]);
  useEffect(() => {
    const now = new Set(lanes.map((lane) => lane.play));
    const left = last.current.filter((lane) => !now.has(lane.play));
    last.current = lanes;
    if (left.length) keep((before) => [...left, ...before].slice(0, workers));
  }, [lanes.map((lane) => lane.play).join()]);
  return lanes.length >= workers ? [] : gone.filter((each) => !lanes.some((lane) => lane.play === each.play)).slice(0, Math.max(0, workers - lanes.length));
}
