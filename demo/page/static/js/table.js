// Tables: the first row heads them; a data table shows a page at a time.

import { h } from "./dom.js";
import { richText } from "./rich_text.js";

export function table(block) {
  const [head, ...rows] = block.rows;
  const looks = head.map((_, at) => look(block.column_settings?.[at], rows.map((cells) => cells[at])));
  const size = block.type === "data_table" ? (block.page_size ?? 5) : rows.length;
  const body = h("tbody");
  const drawn = h("table", {}, block.caption && h("caption", {}, block.caption),
    h("thead", {}, row(head, "th", looks)), body);
  const around = h("div", { class: "scrolled", role: "region", tabindex: 0, "aria-label": block.caption ?? "Table" }, drawn);
  const pager = h("div", { class: "pager" });
  const last = Math.max(1, Math.ceil(rows.length / Math.max(1, size)));
  function turn(to) {
    body.replaceChildren(...rows.slice(to * size, to * size + size).map((cells) => row(cells, "td", looks)));
    const step = (label, by) => h("button", { type: "button", class: "quiet", disabled: to + by < 0 || to + by >= last, onclick: () => turn(to + by) }, label);
    if (last > 1) pager.replaceChildren(step("‹ Back", -1), h("span", {}, `${to + 1} of ${last}`), step("More ›", 1));
  }
  turn(0);
  return h("div", {}, around, last > 1 && pager);
}

// A column as the app has it; where it says nothing, numbers stand to the right.
function look({ align, is_wrapped: wrapped } = {}, cells) {
  const numeric = cells.length > 0 && cells.every((cell) => cell?.type === "raw_number");
  return [align ?? (numeric ? "right" : ""), wrapped ? "wrapped" : ""].join(" ").trim() || null;
}

function row(cells, tag, looks) {
  return h("tr", {}, cells.map((cell, at) => h(tag, { class: looks[at], scope: tag === "th" ? "col" : null }, content(cell))));
}

function content(cell) {
  if (cell.type === "rich_text") return richText(cell.elements);
  return String(cell.text ?? cell.value ?? "");
}
