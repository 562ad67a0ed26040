// What can be meant while one types: commands with how they are used, people, groups, channels.

import { freshId, h } from "./dom.js";
import { parts } from "./store.js";

const MOST = 8;
const fits = (typed, ...names) => names.some((name) => name.toLowerCase().includes(typed.toLowerCase()));

export function suggestions(form, box) {
  const list = h("ul", { class: "suggestions", role: "listbox", id: freshId("suggestions"), hidden: true });
  const usage = h("p", { class: "usage", role: "status", hidden: true });
  form.prepend(usage, list);
  box.setAttribute("aria-controls", list.id);
  let offered = [];
  let active = 0;

  function update() {
    const found = search(box.value.slice(0, box.selectionStart));
    offered = found.offered;
    active = 0;
    list.replaceChildren(...offered.map((one, at) => row(one, at)));
    list.hidden = !offered.length;
    usage.hidden = !found.usage;
    usage.replaceChildren(...(found.usage ? [h("code", {}, found.usage.name), " ", found.usage.usage] : []));
    mark();
  }
  function row(one, at) {
    const node = h("li", { role: "option", id: `${list.id}-${at}` }, h("strong", {}, one.label), h("small", {}, one.hint));
    node.addEventListener("mousedown", (event) => (event.preventDefault(), choose(one)));
    return node;
  }
  function choose({ insert, from }) {
    const rest = box.value.slice(box.selectionStart);
    box.value = `${box.value.slice(0, from)}${insert} ${rest.trimStart()}`;
    box.selectionStart = box.selectionEnd = from + insert.length + 1;
    box.dispatchEvent(new Event("input"));
    box.focus();
  }
  function mark() {
    [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === active)));
    if (offered.length) box.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    else box.removeAttribute("aria-activedescendant");
  }
  // Whether a key was meant for the list; what is typed in full already, Enter sends.
  function steer(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const whole = box.value.slice(offered[active].from).trim() === offered[active].insert;
    if (step) active = (active + step + offered.length) % offered.length;
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole)) choose(offered[active]);
    else if (event.key === "Escape") list.hidden = true;
    else return false;
    event.preventDefault();
    mark();
    return true;
  }
  box.addEventListener("blur", () => (list.hidden = true));
  return { update, steer };
}

function search(text) {
  const { commands } = parts.workspace;
  if (/^\/\S*$/.test(text)) {
    return { offered: commands.filter(({ name }) => name.startsWith(text)).map((one) => ({ insert: one.name, label: one.name, hint: one.description, from: 0 })) };
  }
  const usage = commands.find(({ name }) => text.startsWith(`${name} `));
  const [, sign, typed] = text.match(/(?:^|\s)([@#])([\w.-]*)$/) ?? [];
  if (!sign) return { offered: [], usage };
  const from = text.length - typed.length - 1;
  const found = sign === "@" ? people(typed) : channels(typed);
  return { offered: found.slice(0, MOST).map((one) => ({ ...one, insert: one.label, from })), usage };
}

function people(typed) {
  const { people: all, groups, own } = parts.workspace;
  const known = all.filter(({ id, deleted, name, real_name: real }) => !deleted && id !== own && fits(typed, name, real));
  return [
    ...known.map(({ name, real_name: real, title }) => ({ label: `@${name}`, hint: [real, title].filter(Boolean).join(" · ") })),
    ...groups.filter(({ handle }) => fits(typed, handle)).map(({ handle }) => ({ label: `@${handle}`, hint: "group" })),
  ];
}

function channels(typed) {
  const rooms = parts.channels.list.filter(({ kind, name }) => kind !== "direct" && fits(typed, name));
  return rooms.map(({ name }) => ({ label: `#${name}`, hint: "" }));
}
