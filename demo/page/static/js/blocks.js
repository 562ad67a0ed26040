// Block Kit as nodes. `place` says where the blocks stand and what to do when somebody acts there.

import { chart } from "./chart.js";
import { h } from "./dom.js";
import { control } from "./controls.js";
import { field } from "./fields.js";
import { inline, textOf, words } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";

export function blocks(list, place) {
  return list.map((block) => {
    const node = (KINDS[block.type] ?? unknown)(block, place);
    node.classList.add("block", `block-${block.type}`);
    node.dataset.block = block.block_id;
    return node;
  });
}

const KINDS = {
  section,
  header: (block) => h("h3", {}, words(block.text)),
  divider: () => h("hr"),
  context: (block) => h("div", {}, block.elements.map(contextual)),
  actions: (block, place) => h("div", {}, block.elements.map((one) => control(one, block, place))),
  input: field,
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, words(block.title)), picture(block, "")),
  rich_text: (block) => h("div", {}, richText(block.elements)),
  markdown: (block) => h("div", {}, block.text.split(/\n{2,}/).map((part) => h("p", {}, inline(asMrkdwn(part))))),
  table,
  data_table: table,
  data_visualization: chart,
  alert: (block) => h("div", { role: "alert", class: block.level ?? "info" }, textOf(block.text)),
};

function unknown(block) {
  return h("p", { class: "unknown" }, `This rehearsal does not draw “${block.type}” blocks; Slack does.`);
}

function section(block, place) {
  const text = h("div", { class: "said" }, textOf(block.text));
  const fields = block.fields && h("div", { class: "pairs" }, block.fields.map((one) => h("div", {}, textOf(one))));
  const beside = block.accessory;
  const accessory = beside?.type === "image" ? picture(beside, "thumb") : beside && control(beside, block, place);
  return h("div", {}, h("div", { class: "told" }, block.text && text, fields), accessory);
}

function contextual(one) {
  return one.type === "image" ? picture(one, "small") : h("span", {}, one.type === "mrkdwn" ? inline(one.text) : words(one));
}

// Pictures of other hosts are named, not fetched: nothing leaves this machine.
export function picture(image, size) {
  const address = local(image);
  if (address) return h("img", { src: address, alt: image.alt_text ?? "", class: size, loading: "lazy" });
  return h("span", { class: `away ${size}`, title: image.image_url ?? "" }, `Picture: ${image.alt_text}`);
}

function local(image) {
  const file = image.slack_file?.id ?? image.slack_file?.url?.match(/\/files\/(\w+)\//)?.[1];
  if (file) return `/page/files/${file}`;
  const own = image.image_url?.startsWith(`${location.origin}/files/`);
  if (own) return `/page/files/${image.image_url.split("/")[4]}`;
  return image.image_url?.startsWith("data:image/") ? image.image_url : "";
}

// The marks of Markdown that differ from Slack's own.
function asMrkdwn(text) {
  return text
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replace(/^#{1,6}\s+(.*)$/gm, "**$1**")
    .replace(/^\s*[-*]\s+/gm, "• ")
    .replace(/(?<!\*)\*([^*\n]+)\*(?!\*)/g, "_$1_")
    .replace(/\*\*([^\n]+?)\*\*/g, "*$1*")
    .replace(/\[([^\]\n]+)\]\((\S+?)\)/g, "<$2|$1>");
}
