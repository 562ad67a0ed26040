// Slack's marks as nodes: bold, italic, strike, code, quotes, lists, links, mentions, dates, emoji.

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { broadcast, command, group, link, place, someone } from "./mentions.js";
import { dated, whole } from "./times.js";

// At each place the first that fits: code, what stands in <>, marks that hug a word, emoji.
const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    ...["\\*", "_", "~"].map((mark) => `(?<![\\p{L}\\p{N}${mark}])${mark}(\\S|\\S[^\\n]*?\\S)${mark}(?![\\p{L}\\p{N}${mark}])`),
    ":([a-z0-9_+'-]+):",
  ].join("|"),
  "gu",
);

export function mrkdwn(text) {
  const pieces = text.split("```");
  // An odd number of fences leaves the last one without its end: then it is text like any other.
  if (pieces.length % 2 === 0) pieces.push(pieces.splice(-2).join("```"));
  return pieces.flatMap((piece, at) => (at % 2 ? [h("pre", {}, unescaped(piece.replace(/^\n|\n$/g, "")))] : lines(piece)));
}

export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const KINDS = [
  ["quote", /^(?:&gt;|>)\s?/, (rows) => h("blockquote", {}, paragraph(rows))],
  ["list", /^\s*[•◦▪-]\s+/, (rows) => h("ul", {}, rows.map((row) => h("li", {}, inline(row))))],
];
const paragraph = (rows) => h("p", {}, inline(rows.join("\n")));

function lines(text) {
  const runs = [];
  for (const row of text.replace(/^\n|\n$/g, "").split("\n")) {
    const kind = KINDS.find(([, start]) => start.test(row));
    const name = kind?.[0] ?? "text";
    const said = kind ? row.replace(kind[1], "") : row;
    if (runs.at(-1)?.name === name) runs.at(-1).rows.push(said);
    else runs.push({ name, rows: [said], make: kind?.[2] ?? paragraph });
  }
  return runs.filter(({ rows }) => rows.some(Boolean)).map(({ rows, make }) => make(rows));
}

export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) nodes.push(unescaped(text.slice(end, match.index)));
    nodes.push(marked(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(unescaped(text.slice(end)));
  return nodes;
}

function marked([, code, angled, bold, italic, struck, name]) {
  if (code !== undefined) return command(unescaped(code));
  if (angled !== undefined) return reference(angled);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  if (struck !== undefined) return h("s", {}, inline(struck));
  return emoji(name);
}

function reference(inside) {
  const [target, ...rest] = inside.split("|");
  const label = rest.join("|");
  if (target.startsWith("@")) return someone(target.slice(1), unescaped(label));
  if (target.startsWith("#")) return place(target.slice(1), unescaped(label));
  if (target.startsWith("!subteam^")) return group(target.slice(9), unescaped(label));
  if (target.startsWith("!date^")) return date(target, unescaped(label));
  if (target.startsWith("!")) return broadcast(target.slice(1).split("^")[0]);
  return link(unescaped(target), label ? inline(label) : [unescaped(target)]);
}

function date(target, fallback) {
  const [, ts, form, url] = target.split("^");
  const shown = h("time", { title: whole(ts) }, dated(ts, unescaped(form ?? ""), fallback));
  return url ? link(unescaped(url), [shown]) : shown;
}

// A text object, `plain_text` or `mrkdwn`, as nodes to stand in a line or, with `whole`, in blocks.
export function textOf(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return object.verbatim ? [h("p", {}, unescaped(object.text))] : mrkdwn(object.text);
  return [words(object)];
}

// A text object as a bare string, for places that hold no nodes.
export function words(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : withEmoji(object.text);
}
