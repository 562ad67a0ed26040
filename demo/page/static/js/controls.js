// What a person presses or chooses: buttons, menus and choices. A choice is sent at once where the
// block acts (`actions`, `section`), and kept for the submission where it is a field of a form.

import { answer } from "./answer.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { isSafe } from "./mentions.js";
import { openMenu } from "./menu.js";
import { withEmoji } from "./emoji.js";
import { textOf, words } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { choices, optionLabel, optionsOf } from "./options.js";
import { typed } from "./typed.js";

export function control(element, block, place) {
  const node = (KINDS[element.type] ?? unknown)(element, block, place);
  node.dataset.action = element.action_id ?? "";
  const target = node.matches("button, input, select, textarea") ? node : node.querySelector("input, select, textarea");
  if (target) target.dataset.field = `${block.block_id}/${element.action_id}`;
  if (target && !target.getAttribute("aria-label") && block.type !== "input" && element.type !== "button") {
    target.setAttribute("aria-label", words(element.placeholder) || words(block.text) || element.action_id);
  }
  return node;
}

const unknown = (element) => h("span", { class: "unknown" }, `This rehearsal does not draw “${element.type}”.`);
const many = (element, block, place) => picker(element, block, place, true);
const one = (element, block, place) => picker(element, block, place, false);
const KINDS = {
  button,
  workflow_button: button,
  overflow,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: one,
  multi_static_select: many,
  multi_users_select: many,
  multi_channels_select: many,
  multi_conversations_select: many,
  multi_external_select: many,
  checkboxes: (element, block, place) => boxes(element, block, place, "checkbox"),
  radio_buttons: (element, block, place) => boxes(element, block, place, "radio"),
  plain_text_input: typed,
  number_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  datepicker: typed,
  timepicker: typed,
  datetimepicker: typed,
};

function button(element, block, place) {
  const label = element.accessibility_label ?? null;
  const node = h("button", { type: "button", class: `act ${element.style ?? ""}`, "aria-label": label }, words(element.text));
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") || !(await confirmed(element.confirm))) return;
    if (element.url && isSafe(element.url)) open(element.url, "_blank", "noopener");
    node.setAttribute("aria-busy", "true");
    await place.act(block, element, element.value ?? null);
    node.removeAttribute("aria-busy");
  });
  return node;
}

function overflow(element, block, place) {
  const node = h("button", { type: "button", class: "quiet overflow", "aria-label": "More", "aria-haspopup": "menu" }, "⋯");
  const choose = async (option) => {
    if (option.url && isSafe(option.url)) open(option.url, "_blank", "noopener");
    if (await confirmed(element.confirm)) await place.act(block, element, option.value);
  };
  const items = () => element.options.map((option) => ({
    label: optionLabel(option), hint: words(option.description), run: () => choose(option),
  }));
  node.addEventListener("click", () => openMenu(node, items()));
  return node;
}

function select(element, block, place) {
  const { held, groups } = choices(element, block, place);
  const shown = held[0]?.value ?? "";
  const blank = h("option", { value: "" }, words(element.placeholder) || "Choose …");
  const node = h("select", {}, blank, groups.map(optionGroup));
  node.value = shown;
  let before = shown;
  node.addEventListener("change", async () => {
    await answer(element, block, place, node.value, () => (node.value = before));
    before = node.value;
  });
  return h("span", { class: "select" }, node);
}

function optionGroup({ label, options }) {
  const nodes = options.map((option) => h("option", { value: option.value }, withEmoji(option.label)));
  return label ? h("optgroup", { label }, nodes) : nodes;
}

function boxes(element, block, place, type) {
  const kept = place.kept(block.block_id, element.action_id);
  const first = type === "radio" ? [element.initial_option] : (element.initial_options ?? []);
  const chosen = kept === undefined ? first.filter(Boolean).map(({ value }) => value) : [kept].flat();
  const name = `${place.id}/${block.block_id}/${element.action_id}`;
  const node = h("div", { class: "boxes", role: type === "radio" ? "radiogroup" : "group" });
  const inputs = optionsOf(element).map((option) => {
    const input = h("input", { type, name, value: option.value, checked: chosen.includes(option.value) });
    const hint = option.description && h("small", {}, textOf(option.description));
    node.append(h("label", {}, input, h("span", {}, textOf(option.text), hint)));
    return input;
  });
  node.addEventListener("change", () => {
    const now = inputs.filter((input) => input.checked).map((input) => input.value);
    answer(element, block, place, type === "radio" ? (now[0] ?? "") : now);
  });
  return node;
}
