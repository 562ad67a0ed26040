// What a select offers, whichever kind it is: options of the app's, people, or channels.

import { words } from "./mrkdwn.js";
import { parts } from "./store.js";

export const optionsOf = (element) => (element.option_groups ?? [element]).flatMap((group) => group.options ?? []);
export const optionLabel = (option) => words(option.text);

const asChoice = (option) => ({ value: option.value, label: optionLabel(option), answer: option.value, hint: words(option.description) });

function people() {
  const { people, bot, own } = parts.workspace;
  const shown = people.filter(({ id, deleted }) => !deleted && id !== own && id !== bot);
  return shown.map(({ id, real_name: name, name: handle }) => ({ value: id, label: name, answer: id, hint: `@${handle}` }));
}

function channels() {
  const shown = parts.channels.list.filter(({ kind }) => kind !== "direct");
  return shown.map(({ id, name }) => ({ value: id, label: `#${name}`, answer: id, hint: "" }));
}

const OFFERED = {
  users: () => [{ options: people() }],
  channels: () => [{ options: channels() }],
  conversations: () => [{ options: channels() }],
  static: (element) => (element.option_groups ?? [element]).map((group) => ({
    label: group.label && words(group.label), options: (group.options ?? []).map(asChoice),
  })),
  external: () => [],
};
const INITIAL = {
  users: "user", channels: "channel", conversations: "conversation", static: "option", external: "option",
};

// What is offered, in groups, and what of it is chosen: by the person, else by the app to begin with.
export function choices(element, block, place) {
  const family = element.type.replace("multi_", "").replace("_select", "");
  const groups = OFFERED[family](element);
  const known = groups.flatMap((group) => group.options);
  const kept = place.kept(block.block_id, element.action_id);
  const many = element.type.startsWith("multi_");
  const first = element[`initial_${INITIAL[family]}${many ? "s" : ""}`];
  const answers = [kept === undefined ? first : kept].flat().filter(Boolean);
  const held = answers.map((one) => {
    const value = typeof one === "string" ? one : one.value;
    return known.find((choice) => choice.value === value) ?? { ...external(one), value };
  });
  return { held, groups, known };
}

// An option that only the app knows of goes back to it whole.
export const external = (option) =>
  typeof option === "string" ? { label: option, answer: option } : { ...asChoice(option), answer: option };
