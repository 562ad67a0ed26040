// A pie: each segment a share of the whole, beginning at the top, with its share written in it.

import { svg } from "./dom.js";

const LEAST_LABELLED = 0.06;

export function pie({ segments }, width, height) {
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const [x, y, r] = [width / 2, height / 2, Math.min(width, height) / 2 - 8];
  let before = 0;
  return segments.flatMap(({ label, value }, number) => {
    const share = value / whole;
    const slice = [before, (before += share)];
    const middle = point(x, y, r * 0.64, (slice[0] + slice[1]) / 2);
    return [
      svg("path", { class: `slice tint-${number}`, d: outline(x, y, r, slice) }, svg("title", {}, `${label}: ${value} (${percent(share)})`)),
      share >= LEAST_LABELLED && svg("text", { class: "share", x: middle[0], y: middle[1] + 4, "text-anchor": "middle" }, percent(share)),
    ].filter(Boolean);
  });
}

const percent = (share) => `${Math.round(share * 100)}%`;

function point(x, y, r, turn) {
  const angle = turn * 2 * Math.PI - Math.PI / 2;
  return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
}

function outline(x, y, r, [from, to]) {
  // An arc cannot end where it began, so that a whole is drawn as two halves.
  if (to - from > 0.9999) return `M${x} ${y - r}A${r} ${r} 0 1 1 ${x} ${y + r}A${r} ${r} 0 1 1 ${x} ${y - r}Z`;
  const [start, end] = [point(x, y, r, from), point(x, y, r, to)];
  return `M${x} ${y}L${start.join(" ")}A${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${end.join(" ")}Z`;
}
