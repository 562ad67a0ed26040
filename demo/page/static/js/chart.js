// Slack's chart block as SVG: bars, lines, areas and pies, drawn to the width that there is.

import { h, svg } from "./dom.js";
import { cartesian } from "./chart_axes.js";
import { pie } from "./chart_pie.js";

const HEIGHT = 240;
const WIDEST = 640;

export function chart(block) {
  const { title, chart: drawn } = block;
  const names = (drawn.segments ?? drawn.series ?? []).map((one) => one.label ?? one.name);
  const picture = svg("svg", { role: "img", "aria-label": spoken(title, drawn), height: HEIGHT });
  const key = h("ul", { class: "key", "aria-hidden": "true" }, names.map((name, at) => h("li", { class: `tint-${at}` }, name)));
  const figure = h("figure", {}, h("figcaption", {}, title), h("div", { class: "drawn" }, picture), names.length > 1 && key);
  const draw = (width) => {
    const inside = Math.min(WIDEST, Math.floor(width));
    if (inside < 120 || Number(picture.getAttribute("width")) === inside) return;
    picture.setAttribute("width", inside);
    picture.setAttribute("viewBox", `0 0 ${inside} ${HEIGHT}`);
    picture.replaceChildren(...(drawn.type === "pie" ? pie(drawn, inside, HEIGHT) : cartesian(drawn, inside, HEIGHT)));
  };
  new ResizeObserver(([entry]) => draw(entry.contentRect.width)).observe(figure);
  return figure;
}

// What somebody hears who does not see it: the kind, and every figure.
function spoken(title, { type, segments, series, axis_config: axis }) {
  const said = (points) => points.map(({ label, value }) => `${label} ${value}`).join(", ");
  if (type === "pie") return `${title}, pie chart: ${said(segments)}`;
  const rows = series.map(({ name, data }) => `${name}: ${said(data)}`);
  return `${title}, ${type} chart${axis.y_label ? ` of ${axis.y_label}` : ""}. ${rows.join(". ")}`;
}
