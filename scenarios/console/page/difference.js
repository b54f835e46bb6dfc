// Which frames of two plays of a case differ: aligned by sender and message, compared without what changes each time.
const CHANGES = /^(timestamp|currentTime|transactionId|requestId|id|seqNo|generatedAt|nonce|csr|certificateChain|reservationId|expiryDateTime|validFrom|validTo)$/i;

function steady(value) {
  if (Array.isArray(value)) return value.map(steady);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !CHANGES.test(name)).map(([name, member]) => [name, steady(member)]));
}

function content(entry) {
  try {
    const message = JSON.parse(entry.text);
    return JSON.stringify(steady(message.slice(2)));
  } catch { return entry.text ?? entry.base64 ?? ""; }
}

const frames = (trace) => trace.filter((entry) => entry.type === "frame").map((entry) => ({ n: entry.n, name: `${entry.from} ${entry.message} ${entry.action}`, content: content(entry) }));

// The longest common subsequence of the messages' names.
function aligned(one, other) {
  const table = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) for (let j = other.length - 1; j >= 0; j -= 1) {
    table[i][j] = one[i].name === other[j].name ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  }
  const pairs = [];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i].name === other[j].name) pairs.push([one[i++], other[j++]]);
    else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}

export function differing(trace, otherTrace) {
  const one = frames(trace), other = frames(otherTrace);
  const marks = [new Set(one.map((each) => each.n)), new Set(other.map((each) => each.n))];
  for (const [a, b] of aligned(one, other)) if (a.content === b.content) { marks[0].delete(a.n); marks[1].delete(b.n); }
  return marks;
}
