// Rich text: sections, lists, quotes and code, and what stands in their lines.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, group, link, place, someone } from "./mentions.js";
import { dated, whole } from "./times.js";

export function richText(elements) {
  return elements.map((element) => KINDS[element.type]?.(element) ?? h("p", {}, inlines(element.elements ?? [])));
}

const KINDS = {
  rich_text_section: (element) => h("p", {}, inlines(element.elements)),
  rich_text_quote: (element) => h("blockquote", {}, h("p", {}, inlines(element.elements))),
  rich_text_preformatted: (element) => h("pre", {}, inlines(element.elements)),
  rich_text_list: (element) => {
    const items = element.elements.map((item) => h("li", {}, inlines(item.elements)));
    const tag = element.style === "ordered" ? "ol" : "ul";
    return h(tag, { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null }, items);
  },
};

const INLINE = {
  text: (one) => one.text,
  link: (one) => link(one.url, [one.text || one.url]),
  user: (one) => someone(one.user_id),
  usergroup: (one) => group(one.usergroup_id, ""),
  channel: (one) => place(one.channel_id),
  broadcast: (one) => broadcast(one.range),
  emoji: (one) => emoji(one.name),
  color: (one) => h("code", {}, one.value),
  date: (one) => h("time", { title: whole(one.timestamp) }, dated(one.timestamp, one.format, one.fallback ?? "")),
};
const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function inlines(elements) {
  return elements.map((one) => {
    const node = INLINE[one.type]?.(one) ?? one.text ?? "";
    const styles = Object.keys(STYLES).filter((name) => one.style?.[name]);
    return styles.reduce((inner, name) => h(STYLES[name], {}, inner), node);
  });
}
