// A field to search in and choose from: one of what the app suggests, or several of anything.

import { answer } from "./answer.js";
import { h, freshId } from "./dom.js";
import { choices, external } from "./options.js";
import { words } from "./mrkdwn.js";

const TYPING_MILLISECONDS = 150;

export function picker(element, block, place, many) {
  const { held, known } = choices(element, block, place);
  const list = h("ul", { role: "listbox", id: freshId("list"), hidden: true });
  const chips = h("span", { class: "chips" });
  const input = h("input", {
    type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": list.id,
    "aria-autocomplete": "list", placeholder: words(element.placeholder) || "Type to search …",
  });
  const node = h("div", { class: "picker" }, chips, input, list);
  const state = { chosen: held, offered: [], active: 0, asked: 0 };
  const isExternal = element.type.includes("external");
  const least = isExternal ? (element.min_query_length ?? 3) : 0;

  function draw() {
    chips.replaceChildren(...state.chosen.map((one) => chip(one)));
    input.hidden = !many && state.chosen.length > 0;
  }

  function chip(one) {
    const off = h("button", { type: "button", "aria-label": `Remove ${one.label}`, onclick: () => choose(one) }, "×");
    return h("span", { class: "chip" }, one.label, off);
  }

  function choose(one) {
    const has = state.chosen.some(({ value }) => value === one.value);
    const before = state.chosen;
    state.chosen = has ? before.filter(({ value }) => value !== one.value) : many ? [...before, one] : [one];
    input.value = "";
    close();
    draw();
    const answers = state.chosen.map((each) => each.answer);
    answer(element, block, place, many ? answers : (answers[0] ?? ""), () => ((state.chosen = before), draw()));
    if (!input.hidden) input.focus();
    else chips.querySelector("button")?.focus();
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(offered, note = "") {
    state.offered = offered.filter((one) => !state.chosen.some(({ value }) => value === one.value));
    state.active = 0;
    const rows = state.offered.map((one, at) => {
      const row = h("li", { role: "option", id: `${list.id}-${at}` }, h("span", {}, one.label), one.hint && h("small", {}, one.hint));
      row.addEventListener("mousedown", (event) => (event.preventDefault(), choose(one)));
      return row;
    });
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "note" }, note || "Nothing fits.")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function mark() {
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === state.active && state.offered.length > 0)));
    if (state.offered.length) input.setAttribute("aria-activedescendant", `${list.id}-${state.active}`);
    list.children[state.active]?.scrollIntoView({ block: "nearest" });
  }

  async function search() {
    const query = input.value.trim();
    const number = (state.asked += 1);
    if (!isExternal) return show(known.filter(({ label, hint }) => `${label} ${hint}`.toLowerCase().includes(query.toLowerCase())));
    if (query.length < least) return show([], `Type ${least} characters or more.`);
    await new Promise((done) => setTimeout(done, TYPING_MILLISECONDS));
    if (number !== state.asked) return undefined;
    const { ok, options = [], error } = await place.suggest(block, element, query);
    // Only what was asked last may show: answers overtake each other.
    if (number !== state.asked) return undefined;
    return ok ? show(options.map((one) => ({ ...external(one), value: one.value }))) : show([], `That did not work: ${error}`);
  }

  input.addEventListener("input", search);
  input.addEventListener("focus", search);
  input.addEventListener("blur", () => ((state.asked += 1), close()));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && state.chosen.length) return choose(state.chosen.at(-1));
    if (list.hidden) return undefined;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) state.active = (state.active + step + state.offered.length) % Math.max(1, state.offered.length);
    else if (event.key === "Enter" && state.offered[state.active]) choose(state.offered[state.active]);
    else if (event.key === "Escape") close();
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
    return list.hidden || mark();
  });
  draw();
  return node;
}
