// The left side: whose side one sees, the channels, the app, and whether it is connected.

import { avatar } from "./avatar.js";
import { h, refill } from "./dom.js";
import { go, onMove, session } from "./session.js";
import { actors, app, parts, when } from "./store.js";
import { themeButton } from "./theme.js";
import { isUnread } from "./unread.js";

const root = document.getElementById("sidebar");
const curtain = document.getElementById("curtain");
const theme = themeButton();

export function sidebar() {
  when(["workspace", "channels", "app", "messages"], draw);
  onMove(draw);
  curtain.addEventListener("click", () => openSidebar(false));
  root.addEventListener("keydown", (event) => event.key === "Escape" && openSidebar(false));
}

// On a narrow screen the sidebar lies over the rest.
export function openSidebar(open) {
  root.classList.toggle("open", open);
  curtain.hidden = !open;
  if (open) root.querySelector("[aria-current]")?.focus();
}

function draw() {
  if (!parts.workspace.actors.length) return;
  const { list } = parts.channels;
  const direct = list.filter(({ kind }) => kind === "direct");
  const rooms = list.filter(({ kind }) => kind !== "direct");
  refill(root,
    h("header", {}, h("img", { src: "/page/static/icon.svg", alt: "" }), h("h1", {}, "Rehearsal workspace")),
    switcher(),
    h("div", { class: "lists" },
      places("Channels", rooms.map((one) => row(one.name, one.kind === "private" ? "🔒" : "#", one.name, isUnread(one)))),
      places("Direct messages", direct.map((one) => row(one.name, avatar(app(), "tiny"), app().real_name, isUnread(one), "app"))),
      places("Apps", [row("home", "⌂", `${app().real_name} Home`, false)])),
    foot());
  const waiting = list.filter(isUnread).length;
  document.title = `${waiting ? `(${waiting}) ` : ""}Rehearsal workspace`;
}

function switcher() {
  const choices = actors().map((person) => {
    const here = person.name === session.person;
    const choose = () => (go({ person: person.name }), openSidebar(false));
    return h("button", { type: "button", "aria-pressed": String(here), "data-field": `who/${person.name}`, onclick: choose },
      avatar(person), h("span", {}, person.real_name.split(" ")[0], h("small", {}, person.title)));
  });
  return h("div", { class: "who", role: "group", "aria-label": "Whose side you see" }, choices);
}

function places(title, rows) {
  return h("section", {}, h("h2", {}, title), h("ul", {}, rows.map((one) => h("li", {}, one))));
}

function row(place, sign, label, unread, badge = "") {
  const here = session.place === place;
  const open = () => (go({ place }), openSidebar(false));
  return h("button", {
    type: "button", class: unread && !here ? "unread" : null, "aria-current": here ? "page" : null,
    "data-field": `place/${place}`, onclick: open,
  }, h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "name" }, label),
  badge && h("span", { class: "badge" }, badge), unread && !here && h("span", { class: "dot" }, h("span", { class: "unseen" }, "unread")));
}

function foot() {
  const { connected } = parts.app;
  const said = connected ? `${app().real_name} is connected` : `${app().real_name} is not connected`;
  return h("footer", {}, h("span", { class: `state ${connected ? "on" : "off"}` }, said), theme);
}
