// Which cases a filter leaves: words of the search box, and the buttons beside it.
import { BAD } from "./state.js";

const SLOW = 20;

function matches(item, word) {
  const lower = word.toLowerCase();
  if (lower.startsWith("@")) return item.profiles.some((profile) => profile.startsWith(lower.slice(1)));
  if (lower.startsWith("msg:")) return item.messages.some((message) => message.toLowerCase().startsWith(lower.slice(4)));
  if (lower.startsWith("fr:")) return item.requirements.some((requirement) => requirement.toLowerCase().startsWith(lower.slice(3)));
  if (lower.startsWith("order:")) return item.orders.some((order) => order.toLowerCase().startsWith(lower.slice(6)));
  const number = /^(?:tc_)?([a-p])(?:_(\d*))?(?:_csms)?$/i.exec(word);
  if (number) {
    const [, block, digits] = number;
    if (item.block !== block.toUpperCase()) return false;
    return !digits || item.id.slice(5).replace("_CSMS", "").startsWith(digits.padStart(2, "0")) || item.id.slice(5).startsWith(digits);
  }
  return `${item.id} ${item.title}`.toLowerCase().includes(lower);
}

export const FILTERS = {
  playable: ["can be played", (item) => !item.obstacles.length],
  person: ["needs a person", (item) => item.by_hand > 0],
  failed: ["failed", (item, verdict) => BAD.has(verdict?.verdict)],
  new: ["new failures", (item, verdict) => BAD.has(verdict?.verdict) && !verdict.excused],
  slow: ["slow", (item) => item.seconds >= SLOW],
  never: ["never played", (item, verdict) => !verdict],
};

export function filtered(cases, { search, profile, filters }, verdictOf) {
  const words = search.trim().split(/\s+/).filter(Boolean);
  return cases.filter((item) => words.every((word) => matches(item, word))
    && (!profile || item.profiles.includes(profile))
    && [...filters].every((name) => FILTERS[name][1](item, verdictOf(item))));
}
