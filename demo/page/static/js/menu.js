// A menu that opens at a button: arrows move, Enter chooses, Escape and a press elsewhere close it.

import { h } from "./dom.js";

let close = () => {};

export function openMenu(anchor, items) {
  close();
  const rows = items.map(({ label, hint, run }) => {
    const row = h("button", { type: "button", role: "menuitem", tabindex: -1 }, label, hint && h("small", {}, hint));
    row.addEventListener("click", () => (close(), run()));
    return row;
  });
  const menu = h("div", { class: "menu", role: "menu" }, rows);
  // Inside a dialog, or what lies outside of it would be out of reach.
  (anchor.closest("dialog") ?? document.body).append(menu);
  settle(menu, anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");
  const elsewhere = (event) => menu.contains(event.target) || event.target === anchor || close();
  close = () => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", elsewhere, true);
    close = () => {};
  };
  document.addEventListener("pointerdown", elsewhere, true);
  menu.addEventListener("keydown", (event) => steer(event, rows, anchor));
  rows[0]?.focus();
}

function steer(event, rows, anchor) {
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) rows[to % rows.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close(anchor.focus());
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function settle(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + 4 + height <= innerHeight;
  menu.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
}
