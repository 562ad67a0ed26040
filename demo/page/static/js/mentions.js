// People, groups, channels, links and commands as they stand in a line of text.

import { h } from "./dom.js";
import { go, session } from "./session.js";
import * as store from "./store.js";

const SAFE = /^(https?:|mailto:)/i;

export function someone(id, label) {
  const known = store.person(id);
  const name = known?.real_name ?? label ?? id;
  const me = known?.name === session.person ? " me" : "";
  return h("span", { class: `mention${me}`, title: known?.title || null }, `@${name || id}`);
}

export function group(id, label) {
  return h("span", { class: "mention" }, `@${store.group(id)?.handle ?? (label.replace(/^@/, "") || id)}`);
}

export function broadcast(word) {
  return h("span", { class: "mention me" }, `@${word}`);
}

export function place(id, label) {
  const known = store.channel(id);
  if (!known) return h("span", { class: "mention" }, `#${label || id}`);
  return h("button", { type: "button", class: "mention link", onclick: () => go({ place: known.name }) }, `#${known.name}`);
}

// Only the web and mail: anything else, such as `javascript:`, stays text.
export function link(url, label) {
  if (!SAFE.test(url)) return h("span", {}, label);
  const here = within(url);
  if (here) return h("a", { href: url, onclick: (event) => (event.preventDefault(), go(here)) }, label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export const isSafe = (url) => SAFE.test(url);

// The place that a permalink of this workspace means.
function within(url) {
  const found = url.startsWith(`${location.origin}/archives/`) && url.match(/\/archives\/(\w+)\/p(\d+)(\d{6})(\?.*)?$/);
  if (!found) return null;
  const thread = new URLSearchParams(found[4] ?? "").get("thread_ts") ?? "";
  const known = store.channel(found[1]);
  return known ? { place: known.name, message: `${found[2]}.${found[3]}`, thread } : null;
}

// A line that begins with a command of the app's can be put in the composer by pressing it.
export function command(text) {
  const known = store.parts.workspace.commands.some(({ name }) => text === name || text.startsWith(`${name} `));
  if (!known) return h("code", {}, text);
  const paste = () => document.dispatchEvent(new CustomEvent("paste-line", { detail: text }));
  return h("button", { type: "button", class: "try", title: "Put this in the message box", onclick: paste }, text);
}
