// A line at the edge of the page that goes by itself: for what has no better place to be told.

import { h } from "./dom.js";

const SECONDS = 8;

export function toast(error) {
  const line = h("p", { class: "toast" }, `That did not work: ${error}`);
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), SECONDS * 1000);
}
