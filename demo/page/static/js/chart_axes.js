// Charts with axes: grouped bars, lines, and areas that lie one over the other.

import { svg } from "./dom.js";

const EDGE = { top: 12, right: 12, bottom: 30, left: 40 };
const LETTER = 6.4;
const figure = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export function cartesian({ type, series, axis_config: axis }, width, height) {
  const rows = series.map(({ name, data }) => ({
    name, values: axis.categories.map((label) => data.find((point) => point.label === label)?.value ?? 0),
  }));
  const box = frame(axis, width, height);
  const steps = ticks(Math.min(0, ...rows.flatMap((row) => row.values)), Math.max(0, ...rows.flatMap((row) => row.values)));
  const [low, high] = [steps[0], steps.at(-1)];
  const space = {
    ...box,
    step: (box.right - box.left) / axis.categories.length,
    x: (at) => box.left + ((at + 0.5) * (box.right - box.left)) / axis.categories.length,
    y: (value) => box.bottom - ((value - low) / (high - low || 1)) * (box.bottom - box.top),
  };
  return [...grid(steps, space), ...labels(axis, space, width, height), ...KINDS[type](rows, space, axis.categories)];
}

function frame(axis, width, height) {
  return {
    left: EDGE.left + (axis.y_label ? 16 : 0),
    right: width - EDGE.right,
    top: EDGE.top,
    bottom: height - EDGE.bottom - (axis.x_label ? 16 : 0),
  };
}

// Round figures that hold all values: 1, 2 or 5 times a power of ten apart.
function ticks(low, high) {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough);
  const first = Math.floor(low / size);
  const last = Math.max(first + 1, Math.ceil(high / size));
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * size);
}

function grid(steps, { left, right, y }) {
  return steps.flatMap((value) => [
    svg("line", { class: value === 0 ? "axis" : "grid", x1: left, x2: right, y1: y(value), y2: y(value) }),
    svg("text", { class: "tick", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, figure.format(value)),
  ]);
}

function labels({ categories, x_label: along, y_label: up }, { left, right, top, bottom, step, x }, width, height) {
  const longest = Math.max(...categories.map((name) => name.length)) * LETTER + 8;
  const every = Math.max(1, Math.ceil(Math.min(longest, 72) / step));
  const fits = Math.floor((step * every - 4) / LETTER);
  const cut = (name) => (name.length > fits ? `${name.slice(0, Math.max(1, fits - 1))}…` : name);
  const shown = categories.map((name, at) => at % every === 0 &&
    svg("text", { class: "tick", x: x(at), y: bottom + 16, "text-anchor": "middle" }, svg("title", {}, name), cut(name)));
  const middle = (top + bottom) / 2;
  const titles = [
    along && svg("text", { class: "title", x: (left + right) / 2, y: height - 4, "text-anchor": "middle" }, along),
    up && svg("text", { class: "title", x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` }, up),
  ];
  return [...shown, ...titles].filter(Boolean);
}

const told = (row, category, value) => svg("title", {}, `${row.name}, ${category}: ${value}`);

function bars(rows, { step, x, y }, categories) {
  const wide = Math.min(36, (step * 0.72) / rows.length);
  return rows.flatMap((row, number) => row.values.map((value, at) => {
    const left = x(at) + (number - rows.length / 2) * wide;
    const [top, bottom] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
    const props = { class: `bar tint-${number}`, x: left + 1, y: top, width: Math.max(1, wide - 2), height: Math.max(0, bottom - top), rx: 2 };
    return svg("rect", props, told(row, categories[at], value));
  }));
}

const path = (row, { x, y }) => row.values.map((value, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");

function lines(rows, space, categories) {
  return rows.flatMap((row, number) => [
    svg("path", { class: `line tint-${number}`, d: path(row, space) }),
    ...row.values.map((value, at) =>
      svg("circle", { class: `dot tint-${number}`, cx: space.x(at), cy: space.y(value), r: 3 }, told(row, categories[at], value))),
  ]);
}

function areas(rows, space, categories) {
  const ends = [space.x(categories.length - 1), space.x(0)].map((x) => `L${x.toFixed(1)} ${space.y(0).toFixed(1)}`).join("");
  const filled = rows.map((row, number) => svg("path", { class: `area tint-${number}`, d: `${path(row, space)}${ends}Z` }));
  return [...filled, ...lines(rows, space, categories)];
}

const KINDS = { bar: bars, line: lines, area: areas };
