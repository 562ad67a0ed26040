// One field of a form: its label, its element, its hint, and the error that it may get.

import { control } from "./controls.js";
import { freshId, h } from "./dom.js";
import { words } from "./mrkdwn.js";

export function field(block, place) {
  const node = control(block.element, block, place);
  const group = node.classList.contains("boxes");
  const target = group ? node : node.matches("input, select, textarea") ? node : node.querySelector("input, select, textarea");
  const label = h(group ? "span" : "label", { class: "label", id: freshId("label") }, words(block.label));
  const error = h("p", { class: "error", id: freshId("error"), hidden: true });
  const hint = block.hint && h("p", { class: "hint", id: freshId("hint") }, words(block.hint));
  if (target) {
    target.id ||= freshId("field");
    if (group) target.setAttribute("aria-labelledby", label.id);
    else label.htmlFor = target.id;
    target.setAttribute("aria-describedby", [error.id, hint?.id].filter(Boolean).join(" "));
    if (!block.optional && !group) target.setAttribute("aria-required", "true");
  }
  if (block.optional) label.append(" ", h("small", {}, "(optional)"));
  return h("div", {}, label, node, error, hint);
}

// Shows errors by block id in a form, and takes away those that are mended. Goes to the first.
export function showErrors(root, errors) {
  let first = null;
  for (const block of root.querySelectorAll(".block-input")) {
    const said = errors[block.dataset.block] ?? "";
    const error = block.querySelector(".error");
    const target = block.querySelector("input, select, textarea");
    error.textContent = said;
    error.hidden = !said;
    target?.setAttribute("aria-invalid", String(Boolean(said)));
    if (said && !first) first = target;
  }
  first?.focus();
}
