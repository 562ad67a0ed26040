// The app's Home tab, which the app fills when somebody looks at it.

import { blocks } from "./blocks.js";
import { h, refill } from "./dom.js";
import { placeOf } from "./place.js";
import { act } from "./server.js";
import { onMove, session } from "./session.js";
import { app, parts, when } from "./store.js";

const content = document.getElementById("content");
const home = h("div", { class: "home" });
let opened = "";
let shown = "";

export function homeView() {
  when(["home", "workspace", "app"], draw);
  onMove(draw);
}

function draw() {
  if (session.place !== "home") return void (opened = "");
  if (!parts.workspace.actors.length) return undefined;
  if (opened !== session.person) {
    opened = session.person;
    act("open_home");
    content.replaceChildren(home);
    content.scrollTop = 0;
    shown = "";
  }
  const { view } = parts.home;
  const version = view ? `${session.person} ${view.id} ${view.hash}` : `none ${parts.app.connected}`;
  if (version === shown) return undefined;
  shown = version;
  if (!view) return refill(home, h("p", { class: "empty" }, waiting()));
  return refill(home, blocks(view.blocks, placeOf(view.id, { view: view.id }, view.blocks)));
}

function waiting() {
  const name = app().real_name;
  return parts.app.connected ? `${name} has shown nothing here yet.` : `${name} is not connected, so that its Home stays empty.`;
}
