// The messages of the channel that one looks at: they come in below, and one stays where one reads.

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { drawLog } from "./log.js";
import { go, onMove, session } from "./session.js";
import { app, channel, parts, when } from "./store.js";
import { markRead } from "./unread.js";

const content = document.getElementById("content");
const writing = document.getElementById("writing");
const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages" });
const earlier = h("button", { type: "button", class: "quiet earlier", onclick: () => go({ count: session.count + 200 }) }, "Show earlier messages");
const below = h("button", { type: "button", class: "below", hidden: true, onclick: () => toEnd() }, "New messages ↓");
const NEAR = 80;
let shown = "";
let pointed = "";
let staying = true;

export function channelView() {
  when(["messages", "workspace", "channels"], draw);
  onMove(() => {
    pointed = "";
    draw();
  });
  content.addEventListener("scroll", () => {
    staying = atEnd();
    if (staying) below.hidden = true;
  });
  // Pictures that arrive late, and a window that shrinks, must not push the end out of sight.
  const kept = new ResizeObserver(() => staying && session.place !== "home" && toEnd());
  kept.observe(content);
  kept.observe(log);
  document.addEventListener("visibilitychange", draw);
  writing.append(composer({ name: "channel" }));
}

const atEnd = () => content.scrollHeight - content.scrollTop - content.clientHeight < NEAR;
const toEnd = () => (content.scrollTop = content.scrollHeight);

function draw() {
  writing.hidden = session.place === "home";
  if (session.place === "home") return void (shown = "");
  const here = channel(parts.messages.channel);
  if (here?.name !== session.place) return void missing();
  const view = `${session.person} ${session.place}`;
  const fresh = view !== shown;
  if (fresh) {
    log.replaceChildren();
    content.replaceChildren(earlier, log, below);
    shown = view;
  }
  const before = log.lastElementChild;
  earlier.hidden = !parts.messages.earlier;
  drawLog(log, parts.messages.list, { channel: here.id });
  if (!parts.messages.list.length) log.replaceChildren(h("p", { class: "empty" }, empty()));
  staying ||= fresh;
  if (staying) toEnd();
  else if (log.lastElementChild !== before) below.hidden = false;
  point();
  if (document.visibilityState === "visible") markRead(here);
}

function empty() {
  return session.place.startsWith("@") ? `${app().real_name} writes to you here.` : "Nothing was said here yet.";
}

// Messages still on their way leave the place empty, rather than another's beneath its name.
function missing() {
  const known = parts.channels.list.some(({ name }) => name === session.place);
  shown = "";
  const told = !known && parts.workspace.actors.length && `There is no channel called ${session.place} that you are in.`;
  content.replaceChildren(...(told ? [h("p", { class: "empty" }, told)] : []));
}

// Goes to the message that the address names, once.
function point() {
  if (!session.message || pointed === `${shown} ${session.message}`) return;
  const node = [...log.children].find((one) => one.dataset.ts === session.message);
  if (!node) return;
  pointed = `${shown} ${session.message}`;
  staying = false;
  node.scrollIntoView({ block: "center" });
  node.classList.add("pointed");
}
