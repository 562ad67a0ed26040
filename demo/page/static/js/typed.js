// Fields that are typed in: text, numbers, addresses, days and times.

import { answer } from "./answer.js";
import { h } from "./dom.js";
import { words } from "./mrkdwn.js";

const TYPES = {
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email" },
  url_text_input: { type: "url" },
  datepicker: { type: "date" },
  timepicker: { type: "time" },
  datetimepicker: { type: "datetime-local" },
};
const NEAR_THE_END = 50;

export function typed(element, block, place) {
  const first = element.initial_value ?? element.initial_date ?? element.initial_time ?? moment(element.initial_date_time);
  const kept = place.kept(block.block_id, element.action_id);
  const props = { placeholder: words(element.placeholder), "aria-describedby": null };
  const node = element.multiline ? h("textarea", { rows: 4, ...props }) : h("input", { ...(TYPES[element.type] ?? { type: "text" }), ...props });
  node.value = (element.type === "datetimepicker" && kept ? moment(kept) : kept) ?? first ?? "";
  const value = () => (element.type === "datetimepicker" && node.value ? Math.floor(Date.parse(node.value) / 1000) : node.value);
  const counter = h("small", { class: "count", "aria-live": "polite" });
  node.addEventListener("input", () => {
    place.keep(block.block_id, element.action_id, value());
    count(counter, node.value.length, element.max_length);
  });
  sendWhenAsked(node, element, block, place, value);
  return element.max_length ? h("div", { class: "counted" }, node, counter) : node;
}

function moment(seconds) {
  if (!seconds) return undefined;
  const date = new Date(seconds * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function count(counter, length, most) {
  if (most) counter.textContent = most - length <= NEAR_THE_END ? String(most - length) : "";
}

// Days and times act when chosen; text where the block asks to be told, on Enter or on each letter.
function sendWhenAsked(node, element, block, place, value) {
  const send = () => answer(element, block, place, value());
  if (element.type.endsWith("picker")) return void node.addEventListener("change", send);
  if (!block.dispatch_action) return undefined;
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (on.includes("on_character_entered")) node.addEventListener("input", send);
  if (!on.includes("on_enter_pressed")) return undefined;
  return void node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  });
}
