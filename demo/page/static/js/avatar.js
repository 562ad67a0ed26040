// Somebody's sign: initials on a colour that is always theirs; the app has the pane of glass.

import { h } from "./dom.js";
import { parts } from "./store.js";

const HUES = 6;

export function avatar(person, small = "") {
  if (person?.id === parts.workspace.bot) return h("img", { class: `avatar ${small}`, src: "/page/static/icon.svg", alt: "" });
  const name = person?.real_name ?? "?";
  const letters = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % HUES;
  return h("span", { class: `avatar hue-${hue} ${small}`, "aria-hidden": "true" }, letters);
}
