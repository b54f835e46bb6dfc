// What the console says, kept up to date by server-sent events. Components read it through `useConsole`.
import { useState, useEffect } from "./preact.js";

export const state = {
  connected: false, check: null, runs: [], cases: [], run: null, lanes: [], cards: { open: [], closed: [], cannot: {} },
  verdicts: new Map(), plays: new Map(), problem: "", opened: null,
};
const listeners = new Set();
const playListeners = new Set();
const SECTIONS = ["check", "runs", "cases", "run", "lanes", "cards"];
const LOOKS_LATER = 1500;

export function changed() { for (const listen of listeners) listen({}); }

export function useConsole() {
  const [, again] = useState();
  useEffect(() => { listeners.add(again); return () => listeners.delete(again); }, []);
  return state;
}

// Calls back with the items of a play's log as they come: the ones that are there at once.
export function followPlay(play, callback) {
  const listen = (name, items) => name === play && callback(items);
  callback(state.plays.get(play) ?? []);
  playListeners.add(listen);
  return () => playListeners.delete(listen);
}

function take(news) {
  if (news.fresh) { state.verdicts.clear(); state.plays.clear(); }
  const at = performance.now();
  for (const name of SECTIONS) if (name in news) state[name] = news[name];
  // A countdown is told as what is left; it is shown against the clock of this page.
  if (news.lanes) for (const lane of news.lanes) lane.until = lane.left === null ? null : at + lane.left * 1000;
  if (news.cards) for (const card of [...news.cards.open, ...news.cards.closed]) {
    card.until = at + card.left * 1000;
    card.countsAt = card.counts_in === null ? null : at + card.counts_in * 1000;
  }
  for (const [name, { from, items }] of Object.entries(news.logs ?? {})) {
    if (name === "verdicts") {
      if (from === 0) state.verdicts.clear();
      for (const item of items) state.verdicts.set(item.id, item);
    } else {
      const known = from === 0 ? [] : state.plays.get(name) ?? [];
      state.plays.set(name, known.concat(items));
      for (const listen of playListeners) listen(name, items);
    }
  }
  for (const name of news.gone ?? []) setTimeout(() => state.plays.delete(name), LOOKS_LATER * 40);
  changed();
}

export function connect() {
  const events = new EventSource("/events");
  events.onopen = () => { state.connected = true; changed(); };
  events.onmessage = (event) => { state.connected = true; take(JSON.parse(event.data)); };
  events.onerror = () => {
    state.connected = false;
    changed();
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, LOOKS_LATER);
  };
}

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try { answer = await fetch(path, options); }
  catch { return tell("The console does not answer: is `plugfest console` still running?"); }
  if (!answer.ok) return tell(await answer.text());
  return answer.headers.get("Content-Type")?.startsWith("application/json") ? answer.json() : answer.text();
}

export function tell(text) { state.problem = text; changed(); return undefined; }

export const short = (id) => id.replace(/_CSMS$/, "");
export const verdictOf = (item) => state.verdicts.get(item.id) ?? (state.run?.going_on && state.run.cases.includes(item.id) && !state.run.again ? null : item.last);
export function duration(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
export const WORDS = { PASS: "passed", FAIL: "failed", INCONCLUSIVE: "inconclusive", ERROR: "errors", NOT_APPLICABLE: "not applicable", NOT_RUN: "not run" };
export const BAD = new Set(["FAIL", "INCONCLUSIVE", "ERROR"]);
