"use strict";
// The page of the compact CSMS. Text from stations enters it through textContent only.
(() => {
  const main = document.querySelector("#main"), status = document.querySelector("#status"), nav = document.querySelector("nav");
  let token = sessionStorage.getItem("token") ?? "", leaving = new AbortController();

  function made(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  function say(text, bad = false) { status.textContent = text; status.className = bad ? "bad" : ""; }

  async function api(method, path, body) {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (answer.status === 401) { token = ""; sessionStorage.removeItem("token"); signIn(); throw new Error("sign in first"); }
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.error ?? `HTTP ${answer.status}`);
    return value;
  }

  const get = (path) => api("GET", path);
  const at = (station, rest = "") => `/stations/${encodeURIComponent(station)}${rest}`;
  const attempt = (work) => async (event) => {
    event?.preventDefault();
    try { await work(event); } catch (error) { say(error.message, true); }
  };

  function table(caption, heads, rows, empty) {
    if (!rows.length) return made("p", { class: "hint" }, empty);
    return made("table", {}, made("caption", { class: "sr" }, caption),
      made("thead", {}, made("tr", {}, ...heads.map((head) => made("th", { scope: "col" }, head)))),
      made("tbody", {}, ...rows.map((cells) => made("tr", {}, ...cells.map((cell) => made("td", {}, cell ?? "—"))))));
  }

  const section = (title, ...children) => made("section", {}, made("h2", {}, title), ...children);
  const time = (text) => text ? new Date(text).toLocaleString() : "—";
  const field = (label, input) => made("label", {}, label, made("br"), input);

  function show(name, ...children) {
    leaving.abort();
    leaving = new AbortController();
    nav.hidden = !token;
    for (const link of nav.children) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    main.replaceChildren(...children);
  }

  function signIn() {
    const input = made("input", { type: "password", id: "token", required: true, autocomplete: "off", size: "48" });
    show("", made("h1", {}, "Sign in"), made("form", { onsubmit: attempt(async () => {
      token = input.value.trim();
      await get("/stations");
      sessionStorage.setItem("token", token);
      say("");
      route();
    }) }, field("Token of the API: in the file that the ready line names", input), made("button", {}, "Sign in")));
    input.focus();
  }

  async function stations() {
    const found = await get("/stations");
    const rows = found.map((one) => [made("a", { href: `#station/${encodeURIComponent(one.station)}` }, one.station),
      made("span", { class: one.connected ? "on" : "off" }, one.connected ? "connected" : "not connected"),
      String(one.securityProfile), one.registration, time(one.lastMessage)]);
    const id = made("input", { required: true, maxlength: "48", autocomplete: "username" }), password = made("input", { type: "password", autocomplete: "new-password" });
    show("stations", made("h1", {}, "Stations"),
      table("Stations", ["station", "connection", "security profile", "registration", "last message"], rows, "No station is known. Connect one, or add one below."),
      section("Add a station", made("form", { onsubmit: attempt(async () => {
        await api("PUT", at(id.value), password.value ? { password: password.value } : {});
        say(`${id.value} was added`);
        await stations();
      }) }, made("div", { class: "row" }, field("Identity", id), field("Password", password), made("button", {}, "Add")))));
  }

  function facts(state) {
    const shown = { connection: state.connected ? "connected" : "not connected", registration: state.registration, "security profile": state.securityProfile,
      vendor: state.vendor, model: state.model, firmware: state.firmwareVersion, "last boot": time(state.lastBoot),
      connectors: state.evses.flatMap((evse) => evse.connectors.map((one) => `${evse.evse}.${one.connector} ${one.state}`)).join(", ") };
    return made("dl", { class: "facts" }, ...Object.entries(shown).map(([name, value]) => made("div", {}, made("dt", {}, name), made("dd", {}, String(value || "—")))));
  }

  function entry(row, began) {
    const raw = { CALL: () => JSON.stringify([2, row.messageId, row.action, row.payload]), CALLRESULT: () => JSON.stringify([3, row.messageId, row.payload]),
      CALLERROR: () => JSON.stringify([4, row.messageId, row.payload.code, row.payload.description, row.payload.details]) };
    const known = row.kind in raw;
    const text = known ? raw[row.kind]() : String(row.payload);
    return { type: "frame", n: row.id, size: text.length, at: (Date.parse(row.at) - began) / 1000, connection: 1, from: row.direction === "in" ? "station" : "csms",
      opcode: row.kind === "BINARY" ? "binary" : "text", message: known ? row.kind : undefined, action: row.action,
      text, link: row.injected ? `injected: ${row.injected}` : row.problem ?? undefined };
  }

  async function journal(station, box) {
    const chart = SequenceChart.create({ station }), signal = leaving.signal;
    box.append(chart.element);
    SequenceChart.listen(box);
    const past = (await get(at(station, "/messages?limit=40"))).reverse();
    const began = past.length ? Date.parse(past[0].at) : Date.now();
    const add = (row) => { chart.add(entry(row, began)); box.scrollTop = box.scrollHeight; };
    past.forEach(add);
    const path = at(station, `/messages/stream?after=${past.length ? past.at(-1).id : 0}`);
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` }, signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = "";;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        const data = event.split("\n").find((line) => line.startsWith("data: "));
        if (data) add(JSON.parse(data.slice(6)));
      }
    }
  }

  function plot(values) {
    const points = values.flatMap((value) => {
      const sample = value.sampledValue.find((one) => (one.measurand ?? "Energy.Active.Import.Register") === "Energy.Active.Import.Register");
      return sample ? [[Date.parse(value.timestamp), sample.value]] : [];
    }).sort(([one], [other]) => one - other);
    if (points.length < 2) return null;
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const scale = (value, all, size) => (value - Math.min(...all)) / (Math.max(...all) - Math.min(...all) || 1) * size;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), line = document.createElementNS(svg.namespaceURI, "polyline");
    line.setAttribute("points", points.map(([x, y]) => `${scale(x, xs, 300)},${70 - scale(y, ys, 64)}`).join(" "));
    for (const [name, value] of Object.entries({ viewBox: "0 0 300 76", preserveAspectRatio: "none", class: "plot", role: "img",
      "aria-label": `Energy from ${ys[0]} to ${ys.at(-1)} Wh` })) svg.setAttribute(name, value);
    svg.append(line);
    return svg;
  }

  async function transactions(station) {
    const found = await get(at(station, "/transactions?limit=10"));
    const rows = await Promise.all(found.map(async (one) => {
      const id = one.transactionId ?? one.transaction;
      const whole = await get(at(station, `/transactions/${encodeURIComponent(id)}`));
      return [id, time(one.started), time(one.ended), one.energy === null ? "—" : `${one.energy} Wh`, plot(whole.meterValues) ?? "—"];
    }));
    return table("Transactions", ["transaction", "started", "ended", "energy", "meter"], rows, "No transaction yet.");
  }

  async function model(station) {
    const rows = (await get(at(station, "/variables"))).map((one) => [
      typeof one.component === "string" ? one.component : one.component?.name, typeof one.variable === "string" ? one.variable : one.variable?.name, one.value ?? "—"]);
    return made("details", {}, made("summary", {}, `Device model: ${rows.length} values`), table("Device model", ["component", "variable", "value"], rows, "The station has reported nothing."));
  }

  async function order(station) {
    const { paths, components } = await (await fetch("/openapi.json")).json();
    const prefix = "/stations/{station}/operations/", names = Object.keys(paths).filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    const choice = made("select", {}, ...names.map((name) => made("option", {}, name))), hint = made("p", { class: "hint" });
    const parameters = made("textarea", { spellcheck: "false" }), outcome = made("pre", { class: "outcome", hidden: true, tabindex: "0" });
    const describe = () => {
      const described = paths[prefix + choice.value].post;
      const schema = components.schemas[described.requestBody.content["application/json"].schema.$ref.split("/").at(-1)];
      hint.textContent = described.summary;
      parameters.value = JSON.stringify(Object.fromEntries((schema.required ?? []).map((name) => {
        const one = schema.properties[name];
        return [name, one.enum?.[0] ?? ({ integer: 1, number: 1, boolean: true, array: [], object: {} }[one.type] ?? "")];
      })), null, 2);
    };
    choice.addEventListener("change", describe);
    choice.value = names.includes("reset") ? "reset" : names[0];
    describe();
    return made("form", { onsubmit: attempt(async () => {
      const { operation } = await api("POST", at(station, `/operations/${choice.value}`), JSON.parse(parameters.value || "{}"));
      say(`${choice.value} is under way`);
      const done = await get(`/operations/${operation}?wait=30`);
      outcome.hidden = false;
      outcome.textContent = JSON.stringify({ state: done.state, detail: done.detail, handle: done.handle }, null, 2);
      say(`${choice.value}: ${done.state}`, done.state !== "done");
    }) }, field("Operation", choice), hint, field("Parameters (JSON)", parameters), made("button", {}, "Start"), outcome);
  }

  async function faults(station, refresh) {
    const [active, personas] = await Promise.all([get(at(station, "/faults")), get("/personas")]);
    const kinds = { delay: { seconds: 5 }, "no-answer": {}, "call-error": { code: "InternalError" }, payload: { payload: {} }, text: { text: "nonsense" }, binary: {},
      "refuse-upgrade": { status: 503 }, close: { after: 1 }, "no-pings": {}, "extra-call": { call: "GetLocalListVersion" }, "close-on-violation": {} };
    const kind = made("select", {}, ...Object.keys(kinds).map((name) => made("option", {}, name))), action = made("input", { placeholder: "every request" });
    const members = made("input", { value: JSON.stringify(kinds.delay), size: "28" });
    kind.addEventListener("change", () => { members.value = JSON.stringify(kinds[kind.value]); });
    const persona = made("select", {}, made("option", { value: "" }, "none"), ...personas.map((one) => made("option", { title: one.description }, one.persona)));
    persona.value = active.find((one) => one.persona)?.persona ?? "";
    persona.addEventListener("change", attempt(async () => { await api("PUT", at(station, "/persona"), { persona: persona.value || null }); await refresh(); }));
    const rows = active.map((one) => [one.kind, one.action ?? "every request", String(one.happened),
      made("button", { type: "button", class: "danger", onclick: attempt(async () => { await api("DELETE", at(station, `/faults/${one.fault}`)); await refresh(); }) }, "Remove")]);
    const inject = (body, label) => made("button", { type: "button", onclick: attempt(async () => { await api("POST", at(station, "/injections"), body); say(`${label}: done`); }) }, label);
    return made("div", {}, field("Persona", persona), table("Faults", ["fault", "action", "happened", ""], rows, "No fault is active."),
      made("form", { onsubmit: attempt(async () => {
        await api("POST", at(station, "/faults"), { kind: kind.value, ...JSON.parse(members.value || "{}"), ...(action.value ? { action: action.value } : {}) });
        await refresh();
      }) }, made("div", { class: "row" }, field("Fault", kind), field("Action", action), field("Members (JSON)", members), made("button", {}, "Add"))),
      made("p", { class: "row" }, inject({ kind: "disconnect", code: 1001 }, "Disconnect"), " ", inject({ kind: "offline", seconds: 30 }, "Offline for 30 s"), " ", inject({ kind: "broken-frame" }, "Broken frame")));
  }

  async function station(id) {
    const live = made("div", { class: "live", tabindex: "0", "aria-label": "Live journal" }), faultBox = made("div"), findings = await get(at(id, "/findings"));
    const refresh = async () => { faultBox.replaceChildren(await faults(id, refresh)); };
    const [state, done, values, orders] = [await get(at(id)), await transactions(id), await model(id), await order(id)];
    await refresh();
    show("stations", made("h1", {}, id), facts(state), made("div", { class: "two" },
      made("div", {}, section("Journal", live), section("Transactions", done), section("Device model", values)),
      made("div", {}, section("Operations", orders), section("Faults", faultBox),
        section("Findings", findings.length ? made("ul", {}, ...findings.map((one) => made("li", { class: "finding" }, made("b", {}, one.finding), ` ${one.text} `, made("em", {}, one.requirement)))) : made("p", { class: "hint" }, "None.")))));
    journal(id, live).catch((error) => { if (error.name !== "AbortError") say(error.message, true); });
  }

  async function tokens() {
    const rows = (await get("/tokens")).map((one) => [one.idToken, one.type, one.status, one.group?.idToken ?? "—",
      made("button", { class: "danger", "aria-label": `Forget ${one.idToken}`, onclick: attempt(async () => { await api("DELETE", `/tokens/${encodeURIComponent(one.type)}/${encodeURIComponent(one.idToken)}`); await tokens(); }) }, "Forget")]);
    const id = made("input", { required: true, maxlength: "36" });
    const type = made("select", {}, ...["ISO14443", "ISO15693", "Central", "eMAID", "KeyCode", "Local", "MacAddress"].map((name) => made("option", {}, name)));
    const state = made("select", {}, ...["Accepted", "Blocked", "Expired", "Invalid"].map((name) => made("option", {}, name)));
    show("tokens", made("h1", {}, "Tokens"), table("Tokens", ["token", "type", "status", "group", ""], rows, "No token is known."),
      section("Add a token", made("form", { onsubmit: attempt(async () => {
        await api("PUT", `/tokens/${type.value}/${encodeURIComponent(id.value)}`, { status: state.value });
        await tokens();
      }) }, made("div", { class: "row" }, field("Token", id), field("Type", type), field("Status", state), made("button", {}, "Add")))));
  }

  async function certificates() {
    const rows = (await get("/trusted-roots")).map((one) => [one.purpose, one.subject, made("code", {}, one.fingerprint),
      made("button", { class: "danger", onclick: attempt(async () => { await api("DELETE", `/trusted-roots/${one.purpose}/${one.fingerprint}`); await certificates(); }) }, "Trust no longer")]);
    const pem = made("textarea", { required: true, spellcheck: "false" }), purpose = made("select", {}, ...["station", "v2g", "mo"].map((name) => made("option", {}, name)));
    show("certificates", made("h1", {}, "Certificates"), table("Trusted roots", ["purpose", "subject", "fingerprint", ""], rows, "No root is trusted beside our own."),
      section("Trust a root", made("form", { onsubmit: attempt(async () => { await api("POST", `/trusted-roots/${purpose.value}`, { certificate: pem.value }); await certificates(); }) },
        field("Purpose", purpose), field("Certificate (PEM)", pem), made("button", {}, "Trust"))));
  }

  const route = attempt(async () => {
    const link = /^#token=(.+)$/.exec(location.hash);
    if (link) {
      token = decodeURIComponent(link[1]);
      sessionStorage.setItem("token", token);
      history.replaceState(null, "", "#stations");
    }
    if (!token) { signIn(); return; }
    const [view, id] = location.hash.slice(1).split("/");
    if (view === "station") await station(decodeURIComponent(id));
    else await ({ tokens, certificates }[view] ?? stations)();
    main.focus();
  });
  addEventListener("hashchange", route);
  route();
})();
