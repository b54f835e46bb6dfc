"use strict";
// The sequence chart: messages between station, CSMS and operator as arrows in time. See plugfest/web/__init__.py.
const SequenceChart = (() => {
  const one = (query, within) => within.querySelector(query);
  const all = (query, within) => [...within.querySelectorAll(query)];
  const LONGEST = 160;
  const LANES = { station: "station-csms", csms: "csms-station" };
  const CLOSERS = { csms: "the CSMS", station: "the station", network: "the network" };

  function made(tag, { text, ...attributes } = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    element.append(...children);
    return element;
  }

  // Line breaks and indentation only: every other character of the frame stays as it was sent.
  function indented(raw) {
    let out = "", depth = 0, quoted = false;
    const line = () => `\n${"  ".repeat(Math.min(depth, 60))}`;
    for (let at = 0; at < raw.length; at += 1) {
      const character = raw[at];
      if (quoted) {
        out += character;
        if (character === "\\") out += raw[++at] ?? "";
        else if (character === '"') quoted = false;
      } else if (character === '"') { quoted = true; out += character; }
      else if ("[{".includes(character)) {
        const empty = /^\s*[\]}]/.exec(raw.slice(at + 1, at + 50));
        if (empty) { out += character + empty[0].trim(); at += empty[0].length; }
        else { depth += 1; out += character + line(); }
      } else if ("]}".includes(character)) { depth = Math.max(0, depth - 1); out += line() + character; }
      else if (character === ",") out += `,${line()}`;
      else if (character === ":") out += ": ";
      else if (!/\s/.test(character)) out += character;
    }
    return out;
  }

  function button(bar, label, action) {
    const element = made("button", { type: "button", text: label });
    element.addEventListener("click", () => action(element));
    bar.append(element);
  }

  // A page written from a record has each raw frame once, at the end of its play; a live chart keeps it at its arrow.
  const rawOf = (arrow) => arrow.rawFrame ?? one(`pre[data-n="${arrow.dataset.n}"]`, arrow.closest(".seq").nextElementSibling)?.textContent;

  function unfold(arrow) {
    if (rawOf(arrow) === undefined) return; // not unpacked yet
    const open = arrow.getAttribute("aria-expanded") === "true";
    arrow.setAttribute("aria-expanded", String(!open));
    if (open) { one(".frame", arrow.parentElement).remove(); return; }
    const raw = rawOf(arrow), bar = made("div", { class: "tools" }), pre = made("pre", { tabindex: "0", text: raw });
    if (/^\s*\[/.test(raw)) {
      pre.textContent = indented(raw);
      button(bar, "as sent", (element) => {
        const sent = element.textContent === "as sent";
        pre.textContent = sent ? raw : indented(raw);
        element.textContent = sent ? "indented" : "as sent";
      });
    }
    button(bar, "copy", async (element) => {
      try { await navigator.clipboard.writeText(raw); element.textContent = "copied"; }
      catch { pre.textContent = raw; getSelection().selectAllChildren(pre); element.textContent = "selected, to be copied"; }
    });
    arrow.after(made("div", { class: "frame" }, bar, pre));
  }

  function enable(within) {
    for (const arrow of all("p.a[data-n]:not([role])", within)) {
      arrow.tabIndex = 0;
      arrow.setAttribute("role", "button");
      arrow.setAttribute("aria-expanded", "false");
    }
  }

  function listen(root = document) {
    root.addEventListener("click", ({ target }) => {
      const arrow = target.closest("p.a[data-n]");
      if (arrow && getSelection().isCollapsed) unfold(arrow);
    });
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("p.a[role]")) return;
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      unfold(event.target);
    });
  }

  function seconds(duration) {
    if (duration < 0.001) return `${Math.round(duration * 1e6)} µs`;
    if (duration < 0.9995) return `${Math.round(duration * 1000)} ms`;
    if (duration < 60) return `${duration.toFixed(duration < 10 ? 1 : 0)} s`;
    const whole = Math.round(duration), minutes = Math.floor(whole / 60);
    if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
    return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  }

  const members = (value) => Object.entries(value).map(([name, member]) => `${name}: ${inline(member)}`).join(", ");

  function inline(value) {
    if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
    return value !== null && typeof value === "object" ? `{${members(value)}}` : JSON.stringify(value);
  }

  function cut(text, width = LONGEST) {
    const line = text.slice(0, width * 2).split(/\s+/).filter(Boolean).join(" ");
    return line.length <= width && text.length <= width * 2 ? line : `${line.slice(0, width - 1)}…`;
  }

  function summary(frame) {
    if (frame.text === undefined) return `${frame.size.toLocaleString("en")} bytes, no text`;
    try {
      const message = JSON.parse(frame.text);
      if (frame.message === "CALLERROR") return cut(message.slice(2, 4).filter(Boolean).join(" · "));
      const payload = message[frame.message === "CALL" ? 3 : 2];
      if (frame.message) return cut(payload !== null && typeof payload === "object" && !Array.isArray(payload) ? members(payload) : inline(payload));
    } catch { /* no JSON: shown as it was sent */ }
    return cut(frame.text);
  }

  function title(frame) {
    if (frame.message === "CALL") return `${frame.action ?? "unnamed "}Request`;
    if (frame.message === "CALLRESULT") return frame.action ? `${frame.action}Response` : "CALLRESULT";
    if (frame.message === "CALLERROR") return frame.action ? `CALLERROR to ${frame.action}Request` : "CALLERROR";
    return `${frame.opcode} frame`;
  }

  function connection(entry) {
    const credentials = { basic: "user and password", certificate: entry.certificate ?? "certificate", none: "no credentials" };
    const parts = [`security profile ${entry.security_profile}`, credentials[entry.credentials], entry.tls?.version];
    const by = entry.refused_by === "HTTP" && entry.http ? `HTTP ${entry.http.status}` : entry.refused_by ?? "an unknown side";
    return {
      classes: ["station-csms", "connect", entry.accepted ? "" : "bad"],
      title: entry.connection === 1 ? "connects" : `connects again (${entry.connection})`,
      detail: parts.filter(Boolean).join(", "),
      marks: [entry.accepted ? `accepted, ${entry.subprotocol ?? "no subprotocol"}` : `refused by ${by}`],
      raw: [entry.url, entry.detail].filter(Boolean).join("\n"),
    };
  }

  function message(entry, { asked, connection }) {
    const took = asked === undefined ? undefined : entry.at - asked;
    const marks = [
      [entry.unexpected, "not expected by any step"],
      [entry.wrong_on_purpose, "wrong on purpose"],
      [entry.opcode === "binary", "binary"],
      [entry.truncated, `cut, ${entry.size.toLocaleString("en")} bytes`],
      [entry.link, entry.link],
      [entry.connection !== connection, `connection ${entry.connection}`],
      [took >= 0.5, `answered in ${took === undefined ? "" : seconds(took)}`],
    ];
    return {
      classes: [LANES[entry.from], entry.message ? "" : "frame", entry.message && took !== undefined ? "answer" : ""],
      title: title(entry),
      detail: summary(entry),
      marks: marks.filter(([holds]) => holds).map(([, mark]) => mark),
      raw: entry.text ?? entry.base64 ?? "",
    };
  }

  const MOMENTS = {
    connect: connection,
    close: (entry) => ({ classes: ["across", "close"], title: `connection ${entry.connection} closed by ${CLOSERS[entry.by]}`, detail: [entry.code, cut(entry.reason, 120)].filter(Boolean).join(" ") }),
    order: (entry) => ({ classes: ["operator-csms", "order"], title: entry.text, detail: "" }),
    outcome: (entry) => ({ classes: ["csms-operator", "outcome", ["refused", "failed"].includes(entry.outcome) ? "bad" : ""], title: entry.outcome, detail: cut(entry.text, 200) }),
    silence: (entry) => ({ classes: ["across", "silence"], title: `${seconds(entry.seconds)} of silence`, detail: entry.text }),
    note: (entry) => ({ classes: ["across", "note"], title: entry.text, detail: "", marks: entry.habit ? ["declared as a habit"] : [] }),
    frame: message,
  };

  function worst(validations) {
    const violated = validations.filter((each) => each.outcome === "violated");
    if (violated.length) return violated.some((each) => each.weight === "required") ? "violated" : "advised";
    return ["relayed", "met"].find((outcome) => validations.some((each) => each.outcome === outcome)) ?? "";
  }

  function demand(validation) {
    const violated = validation.outcome === "violated";
    const item = made("li", { class: violated ? `violated ${validation.weight}` : validation.outcome.replace(" ", "-") });
    if (violated) item.append(made("p", {}, made("b", { text: validation.text })));
    else item.append(validation.path ? `${validation.path} ${validation.matcher}` : validation.matcher);
    if (violated || validation.weight !== "required") item.append(" ", made("em", { text: validation.weight }));
    if (validation.source) item.append(" ", made("em", { text: validation.source }));
    return item;
  }

  function demands(validations) {
    const shown = validations.filter((each) => each.kind !== "automatic" || each.outcome !== "met");
    const automatic = validations.length - shown.length;
    const list = made("ul", { class: "w" }, ...shown.map(demand));
    if (automatic) list.append(made("li", { class: "met", text: `${automatic} automatic check${automatic === 1 ? "" : "s"} met` }));
    return list;
  }

  function row(entry, validations, state) {
    const moment = MOMENTS[entry.type](entry, { asked: state.times.get(entry.answers), connection: state.connection });
    const arrow = made("p", { class: "a" }, made("b", { text: moment.title }));
    if (moment.detail) arrow.append(" ", made("span", { text: moment.detail }));
    for (const mark of moment.marks ?? []) arrow.append(" ", made("em", { text: mark }));
    if (moment.raw !== undefined) { arrow.dataset.n = entry.n; arrow.rawFrame = moment.raw; }
    const item = made("li", { class: ["m", ...moment.classes, worst(validations)].filter(Boolean).join(" ") });
    item.append(made("time", { title: `${entry.at.toFixed(3)} s`, text: `+${seconds(Math.max(entry.at - state.before, 0))}` }));
    if (entry.step !== null && entry.step !== undefined) item.append(made("i", { text: entry.step }));
    item.append(arrow);
    if (validations.length) item.append(demands(validations));
    return item;
  }

  // What is waited for: a dashed arrow, and what is demanded of it.
  function expected({ title, lane = "across", step = null, demands: pending = [] }) {
    const item = made("li", { class: `m ${lane} awaited` }, made("time", { text: "" }));
    if (step !== null) item.append(made("i", { text: step }));
    item.append(made("p", { class: "a" }, made("b", { text: title }), " ", made("em", { class: "left" })));
    if (pending.length) item.append(made("ul", { class: "w" }, ...pending.map((text) => made("li", { class: "pending", text }))));
    return item;
  }

  function create({ station = "", operator = false } = {}) {
    const actors = made("div", { class: "actors", "aria-hidden": "true" }, made("p", {}, made("b", { text: "station" }), made("small", { text: station })), made("p", {}, made("b", { text: "CSMS" })));
    if (operator) actors.append(made("p", {}, made("b", { text: "operator" })));
    const list = made("ol", { class: "trace" }), element = made("div", { class: operator ? "seq operated" : "seq" }, actors, list);
    const fresh = () => ({ before: 0, connection: 1, times: new Map(), rows: new Map() });
    let state = fresh(), waiting = null;
    const chart = {
      element,
      add(entry, validations = []) {
        const item = row(entry, validations, state);
        state.rows.set(entry.n, { item, before: state.before, connection: state.connection });
        state.before = entry.at;
        state.times.set(entry.n, entry.at);
        if (entry.type === "connect") state.connection = entry.connection;
        list.insertBefore(item, waiting);
        enable(item);
        return item;
      },
      put(entry, validations = []) {
        const known = state.rows.get(entry.n);
        if (known === undefined) return chart.add(entry, validations);
        const item = row(entry, validations, { ...known, times: state.times });
        const unfolded = known.item.querySelector('[aria-expanded="true"]') !== null;
        known.item.replaceWith(item);
        known.item = item;
        enable(item);
        if (unfolded) unfold(one("p.a", item));
        return item;
      },
      awaits(awaited) {
        waiting?.remove();
        waiting = awaited === null ? null : expected(awaited);
        if (waiting !== null) list.append(waiting);
        return waiting;
      },
      clear() { list.replaceChildren(); state = fresh(); waiting = null; },
    };
    return chart;
  }

  return { create, listen, enable, indented };
})();
