// Choose: blocks and cases with their last verdict, filters, and how long it will take.
import { html, useEffect, useMemo, useState } from "./preact.js";
import { ask, duration, short, useConsole, verdictOf } from "./state.js";
import { CaseLink, Verdict } from "./parts.js";
import { filtered, FILTERS } from "./filter.js";

const kept = { chosen: null, search: "", profile: "", filters: new Set(), workers: 1, strict: false, byKind: true, person: localStorage.getItem("person") ?? "" };

function Row({ item, chosen, toggle }) {
  const verdict = verdictOf(item), cannot = item.obstacles.length > 0;
  return html`<li class=${cannot ? "row cannot" : "row"}>
    <label><input type="checkbox" data-case=${item.id} checked=${chosen.has(item.id)} disabled=${cannot} onChange=${() => toggle([item.id])} />
      <b>${short(item.id)}</b> <span>${item.title}</span></label>
    <span class="facts-of">
      ${item.by_hand > 0 && html`<span class="chip">${item.by_hand} by hand</span>`}
      ${verdict && html`<${CaseLink} id=${item.id}><${Verdict} verdict=${verdict.verdict} /></${CaseLink}>`}
      ${verdict?.excused && html`<span class="chip">known</span>`}
    </span>
    ${cannot && html`<p class="obstacle">${item.obstacles.join("; ")}${item.cures.length > 0 && html`<br />to add to the file: <code class="cure">${item.cures.join("\n").trim()}</code>`}</p>`}
  </li>`;
}

function Block({ block, items, chosen, toggle }) {
  const possible = items.filter((item) => !item.obstacles.length).map((item) => item.id);
  const count = possible.filter((id) => chosen.has(id)).length;
  const part = count > 0 && count < possible.length;
  return html`<details open class="block"><summary><h3>${block} ${items[0].block_name} <span class="soft">${items.length} case${items.length === 1 ? "" : "s"}</span></h3></summary>
    <label class="whole"><input type="checkbox" checked=${count > 0 && !part} indeterminate=${part} disabled=${!possible.length} onChange=${() => toggle(possible)} /> all of block ${block}</label>
    <ul>${items.map((item) => html`<${Row} key=${item.id} item=${item} chosen=${chosen} toggle=${toggle} />`)}</ul></details>`;
}

function Estimate({ items, workers }) {
  const orders = items.reduce((sum, item) => sum + item.by_hand, 0);
  const alone = items.reduce((sum, item) => sum + item.seconds, 0);
  const time = orders ? alone : alone / workers;
  return html`<p class="estimate" role="status"><b>${items.length}</b> case${items.length === 1 ? "" : "s"} chosen${items.length > 0 && `, about ${duration(time)}`}${orders > 0 && html`, <b>${orders}</b> order${orders === 1 ? "" : "s"} by hand`}</p>`;
}

export function Choose({ searching }) {
  const { cases, run } = useConsole();
  const [, again] = useState();
  const set = (change) => { Object.assign(kept, change); again({}); };
  const shown = useMemo(() => filtered(cases, kept, verdictOf), [cases, kept.search, kept.profile, [...kept.filters].join()]);
  useEffect(() => { if (searching) document.querySelector("#search")?.focus(); }, [searching, cases.length > 0]);
  if (!cases.length) return html`<p>…</p>`;
  const chosen = kept.chosen ?? new Set(cases.filter((item) => !item.obstacles.length).map((item) => item.id));
  const toggle = (ids) => {
    const next = new Set(chosen), all = ids.every((id) => next.has(id));
    for (const id of ids) if (all) next.delete(id); else next.add(id);
    set({ chosen: next });
  };
  const flip = (name) => { const next = new Set(kept.filters); if (!next.delete(name)) next.add(name); set({ filters: next }); };
  const items = cases.filter((item) => chosen.has(item.id) && !item.obstacles.length);
  const visible = shown.filter((item) => !item.obstacles.length).map((item) => item.id);
  const profiles = [...new Set(cases.flatMap((item) => item.profiles))];
  const blocks = [...new Set(shown.map((item) => item.block))];
  const start = async (event) => {
    event.preventDefault();
    localStorage.setItem("person", kept.person);
    const wanted = { cases: items.map((item) => item.id), workers: kept.workers, strict: kept.strict, person: kept.person, by_kind: kept.byKind && items.some((item) => item.by_hand) };
    if (await ask("/api/run", wanted)) location.hash = "#/run";
  };
  return html`<section><h2>Choose cases</h2>
    <div class="filters" role="search">
      <label class="grow"><span class="sr">Search</span><input id="search" type="search" placeholder="E_2, @smart-charging, msg:Reset, FR:B12, order:Reset, words of the title" value=${kept.search} onInput=${(event) => set({ search: event.target.value })} /></label>
      <label><span class="sr">Profile</span><select onChange=${(event) => set({ profile: event.target.value })}><option value="">all profiles</option>${profiles.map((name) => html`<option key=${name} value=${name} selected=${name === kept.profile}>${name}</option>`)}</select></label>
      ${Object.entries(FILTERS).map(([name, [label]]) => html`<button key=${name} type="button" class="toggle" aria-pressed=${String(kept.filters.has(name))} onClick=${() => flip(name)}>${label}</button>`)}
    </div>
    <p class="buttons"><span class="soft" role="status">${shown.length} of ${cases.length} shown</span>
      <button type="button" onClick=${() => set({ chosen: new Set([...chosen, ...visible]) })}>choose all shown</button>
      <button type="button" onClick=${() => set({ chosen: new Set(visible) })}>choose only these</button>
      <button type="button" onClick=${() => set({ chosen: new Set() })}>none</button></p>
    ${blocks.map((block) => html`<${Block} key=${block} block=${block} items=${shown.filter((item) => item.block === block)} chosen=${chosen} toggle=${toggle} />`)}
    <form class="startbar" onSubmit=${start}>
      <${Estimate} items=${items} workers=${kept.workers} />
      <label>Your name <input value=${kept.person} maxlength="80" onInput=${(event) => set({ person: event.target.value })} /></label>
      <label>At a time <input type="number" min="1" max="32" value=${kept.workers} onInput=${(event) => set({ workers: Math.min(32, Math.max(1, Number(event.target.value) || 1)) })} /></label>
      ${items.some((item) => item.by_hand) && html`<label><input type="checkbox" checked=${kept.byKind} onChange=${() => set({ byKind: !kept.byKind })} /> orders of one kind in a row</label>`}
      <label><input type="checkbox" checked=${kept.strict} onChange=${() => set({ strict: !kept.strict })} /> strict</label>
      <button class="primary" disabled=${!items.length || run?.going_on}>Start</button>
    </form></section>`;
}
