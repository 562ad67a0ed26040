// The line above the messages: where one is, and whether the page still hears the server.

import { h, refill } from "./dom.js";
import { go, onMove, session } from "./session.js";
import { openSidebar } from "./sidebar.js";
import { app, when } from "./store.js";

const root = document.getElementById("place");
let live = true;

export function header() {
  when(["workspace"], draw);
  onMove(draw);
}

export function setLive(state) {
  if (state === live) return;
  live = state;
  draw();
}

function draw() {
  const { place } = session;
  const isApp = place === "home" || place.startsWith("@");
  const title = isApp ? app().real_name : h("span", {}, h("span", { class: "soft" }, "# "), place);
  refill(root,
    h("button", { type: "button", class: "quiet burger", "aria-label": "Channels", "data-field": "burger", onclick: () => openSidebar(true) }, "☰"),
    h("h2", {}, title),
    isApp && h("div", { class: "tabs" }, tab("Home", "home"), tab("Messages", `@${app().name}`)),
    !live && h("span", { class: "offline", role: "status" }, "Reconnecting …"));
}

function tab(label, place) {
  return h("button", { type: "button", "aria-current": session.place === place ? "page" : null, "data-field": `tab/${place}`, onclick: () => go({ place }) }, label);
}
