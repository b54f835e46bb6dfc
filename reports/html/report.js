(() => {
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const one = (query, within = document) => within.querySelector(query);
  const cases = all(".case").map((element) => ({
    element,
    id: one(".body", element).id,
    verdict: element.dataset.verdict,
    block: element.parentElement.dataset.block,
    profiles: element.dataset.profiles.split(" "),
    marks: element.dataset.marks.split(" "),
    text: null,
  }));
  const cells = new Map(all(".matrix a.c").map((cell) => [cell.hash.slice(1), cell]));
  const text = one("#f-text"), block = one("#f-block"), profile = one("#f-profile");
  const buttons = all("[data-verdict]", one(".filter")), kinds = all("[data-mark]", one(".filter"));
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const pressed = () => buttons.filter(isPressed);
  const shown = () => cases.filter((item) => !item.element.hidden);
  // As in the headings, what is not one of Part 6's cases is not counted with them.
  const extra = all(".case[data-extra]").length;
  const everything = `${cases.length - extra} cases${extra ? ` and ${extra} more` : ""}`;
  document.documentElement.classList.add("js");

  // The messages of most cases are compressed. They become elements when a case is opened, so that only these cost time.
  const compressed = one("#packed");
  let parts = null;

  async function unpacked(base64) {
    const characters = atob(base64), bytes = new Uint8Array(characters.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
    return (await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text()).split("\0");
  }

  const notInserted = (within) => (parts ? all(".packed", within) : []);
  const markup = (mark) => parts[mark.dataset.part];

  function elements(mark) {
    const template = document.createElement("template");
    template.innerHTML = markup(mark);
    return template.content;
  }

  function insert(within) {
    for (const mark of notInserted(within)) mark.replaceWith(elements(mark));
    SequenceChart.enable(within);
  }

  // To search 251 cases their markup is not parsed: in what plugfest writes, ">" ends a tag and nothing else.
  const CHARACTERS = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#34;": '"', "&#39;": "'" };
  const said = (mark) => markup(mark).replace(/<[^>]*>/g, "").replace(/&(?:lt|gt|amp|#34|#39);/g, (name) => CHARACTERS[name]);

  // The text of a case is taken when somebody first looks for text: most readers never do.
  const words = (item) => (item.text ??= [item.element.textContent, ...notInserted(item.element).map(said)].join("\n").toLowerCase());
  const messages = (item) => (item.messages ??= [item.element, ...notInserted(item.element).map(elements)].flatMap((part) => all(".m b", part)).map((name) => name.textContent.toLowerCase()).join("\n"));
  const requirements = (item) => (item.requirements ??= one(".requirements", item.element)?.textContent.toLowerCase() ?? "");
  const places = { "id:": (item) => item.id.toLowerCase(), "msg:": messages, "fr:": requirements };

  // "id:B_2", "msg:Reset" and "FR:B11" look at one place, every other word at all that the case says.
  function holds(item, word) {
    const prefix = Object.keys(places).find((name) => word.startsWith(name));
    return prefix ? places[prefix](item).includes(word.slice(prefix.length)) : words(item).includes(word);
  }

  // Matches are marked without a change to the page; browsers that cannot do so mark nothing.
  function mark(wanted) {
    if (!globalThis.CSS?.highlights) return;
    CSS.highlights.delete("found");
    const sought = wanted.map((word) => word.replace(/^(id|msg|fr):/, "")).filter((word) => word.length > 1);
    if (!sought.length) return;
    const found = new Highlight();
    for (const root of shown().map((item) => (item.element.open ? item.element : one("summary", item.element)))) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && found.size < 2000; node = walker.nextNode()) {
        const said = node.data.toLowerCase();
        for (const word of sought) for (let at = said.indexOf(word); at >= 0; at = said.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, Math.min(at + word.length, node.data.length));
          found.add(range);
        }
      }
    }
    CSS.highlights.set("found", found);
  }

  const wantedWords = () => text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);

  function filter() {
    const wanted = wantedWords(), marks = kinds.filter(isPressed).map((button) => button.dataset.mark);
    const verdicts = pressed().map((button) => button.dataset.verdict);
    let count = 0;
    for (const item of cases) {
      const fits = (!verdicts.length || verdicts.includes(item.verdict)) && (!block.value || item.block === block.value) &&
        (!profile.value || item.profiles.includes(profile.value)) && (!marks.length || marks.some((mark) => item.marks.includes(mark))) &&
        wanted.every((word) => holds(item, word));
      item.element.hidden = !fits;
      cells.get(item.id)?.classList.toggle("dim", !fits);
      count += fits;
    }
    for (const section of all(".block")) section.hidden = !one(".case:not([hidden])", section);
    one(".none").hidden = count > 0;
    mark(wanted);
    one("#f-count").textContent = count === cases.length ? everything : `${count} of ${cases.length} cases`;
  }

  function remember() {
    const state = new URLSearchParams();
    if (pressed().length) state.set("verdict", pressed().map((button) => button.dataset.verdict).join(","));
    const marks = kinds.filter(isPressed).map((button) => button.dataset.mark);
    if (marks.length) state.set("kind", marks.join(","));
    for (const [name, field] of [["block", block], ["profile", profile], ["text", text]]) if (field.value) state.set(name, field.value);
    history.replaceState(null, "", state.size ? `#?${state}` : "#cases");
  }

  function clear() {
    for (const field of [text, block, profile]) field.value = "";
    for (const button of [...buttons, ...kinds]) button.setAttribute("aria-pressed", "false");
  }

  function follow() {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.startsWith("?")) {
      const state = new URLSearchParams(hash.slice(1));
      clear();
      text.value = state.get("text") ?? "";
      block.value = state.get("block") ?? "";
      profile.value = state.get("profile") ?? "";
      const verdicts = (state.get("verdict") ?? "").split(",");
      const marks = (state.get("kind") ?? "").split(",");
      for (const button of buttons) button.setAttribute("aria-pressed", String(verdicts.includes(button.dataset.verdict)));
      for (const button of kinds) button.setAttribute("aria-pressed", String(marks.includes(button.dataset.mark)));
      filter();
      one("#cases").scrollIntoView();
      return;
    }
    const item = cases.find((other) => other.id === hash.replace(/_CSMS$/, ""));
    if (!item) return;
    if (item.element.hidden) { clear(); filter(); }
    item.element.open = true;
    insert(item.element);
    item.element.scrollIntoView();
    one("summary", item.element).focus({ preventScroll: true });
  }

  SequenceChart.listen();

  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches(".case")) return;
    insert(target);
    mark(wantedWords());
    if (decodeURIComponent(location.hash.slice(1)).replace(/_CSMS$/, "") !== one(".body", target).id) history.replaceState(null, "", `#${one(".body", target).id}`);
  }, true);

  function step(direction, fits = () => true) {
    const visible = shown(), from = document.activeElement.closest?.(".case");
    const start = visible.findIndex((item) => item.element === from);
    let at = start < 0 && direction < 0 ? visible.length : start;
    do at += direction; while (visible[at] && !fits(visible[at]));
    const summary = visible[at] && one("summary", visible[at].element);
    if (!summary) return;
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === text) { text.value = ""; filter(); remember(); text.blur(); return; }
    if (event.target.matches("input, select, textarea")) return;
    const actions = {
      "/": () => { text.focus(); text.select(); },
      j: () => step(1), k: () => step(-1),
      n: () => step(1, (item) => ["FAIL", "INCONCLUSIVE", "ERROR"].includes(item.verdict)),
    };
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
  });

  for (const button of [...buttons, ...kinds]) button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isPressed(button)));
    filter(); remember();
  });
  for (const field of [text, block, profile]) field.addEventListener("input", () => { filter(); remember(); });
  one(".filter").addEventListener("submit", (event) => event.preventDefault());
  one("#f-clear").addEventListener("click", () => { clear(); filter(); remember(); });
  addEventListener("hashchange", follow);

  // One case as a page of its own: this page without the others, to be sent to somebody or kept with a ticket.
  function download(element) {
    insert(element);
    const page = document.documentElement.cloneNode(true), id = one(".body", element).id;
    page.classList.add("single");
    for (const other of all(".case", page)) if (one(".body", other).id !== id) other.remove();
    for (const section of all(".block", page)) if (!one(".case", section)) section.remove();
    for (const part of all("main > section:not(#cases)", page)) part.replaceChildren();
    one("#packed", page)?.remove();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`<!doctype html>\n${page.outerHTML}`], { type: "text/html" }));
    link.download = `${id}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
  document.addEventListener("click", ({ target }) => { if (target.matches(".download")) download(target.closest(".case")); });

  // What is open is printed whole: browsers that cannot style the inside of closed variants get them opened.
  let opened = [];
  addEventListener("beforeprint", () => {
    for (const element of all(".case[open]")) insert(element);
    if (CSS.supports("selector(::details-content)")) return;
    opened = all(".case[open] .play:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; opened = []; });

  filter();
  follow();
  // The browser goes to the address's target by itself when all is loaded, and takes the focus away.
  addEventListener("load", follow);
  async function unpack() {
    parts = await unpacked(compressed.content.textContent);
    for (const item of cases) { item.text = item.messages = null; if (item.element.open) insert(item.element); }
    if (text.value) filter();
    follow();
  }
  // A link into the page may need the messages. Other readers first look at what is not compressed, which has been painted
  // when a second frame begins. A browser that cannot decompress shows that alone.
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  const whenPainted = (work) => requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(work)));
  const unpackSoon = location.hash ? unpack : () => whenPainted(unpack);
  if (compressed && globalThis.DecompressionStream) addEventListener("load", unpackSoon);
})();
