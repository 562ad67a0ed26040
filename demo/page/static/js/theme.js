// Light, dark, or as the system has it; the choice is kept.

import { h } from "./dom.js";

const KEY = "rehearsal:theme";
const THEMES = { auto: ["◐", "as the system has it"], light: ["☀", "light"], dark: ["☾", "dark"] };
const names = Object.keys(THEMES);

export function themeButton() {
  const node = h("button", { type: "button", class: "quiet theme", id: "theme" });
  const show = (name) => {
    document.documentElement.dataset.theme = name;
    node.textContent = THEMES[name][0];
    node.title = `Colours: ${THEMES[name][1]}`;
    node.setAttribute("aria-label", `${node.title}. Change.`);
  };
  show(names.includes(localStorage.getItem(KEY)) ? localStorage.getItem(KEY) : "auto");
  node.addEventListener("click", () => {
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
    localStorage.setItem(KEY, next);
    show(next);
  });
  return node;
}
