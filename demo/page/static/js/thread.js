// The thread beside the channel: its first message, the answers, and a box for one more.

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { drawLog } from "./log.js";
import { go, onMove, session } from "./session.js";
import { parts, when } from "./store.js";
import { markThreadRead } from "./unread.js";

const root = document.getElementById("thread");
const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Thread" });
let shown = "";

export function threadView() {
  const close = h("button", { type: "button", class: "quiet", "aria-label": "Close the thread", onclick: () => go({ thread: "" }) }, "×");
  const scrolled = h("div", { class: "scrolling" }, log);
  root.append(h("header", {}, h("h2", {}, "Thread"), close), scrolled, composer({ name: "thread" }));
  root.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && go({ thread: "" }));
  when(["thread", "workspace"], draw);
  onMove(draw);
}

function draw() {
  root.hidden = !session.thread;
  document.body.classList.toggle("with-thread", !root.hidden);
  if (root.hidden || parts.thread.ts !== session.thread) return;
  const view = `${session.person} ${session.thread}`;
  const fresh = view !== shown;
  if (fresh) log.replaceChildren();
  shown = view;
  const count = log.children.length;
  drawLog(log, parts.thread.list, { channel: parts.thread.channel, inThread: true });
  if (log.children.length > count) log.parentElement.scrollTop = log.parentElement.scrollHeight;
  if (document.visibilityState === "visible") markThreadRead(session.thread, parts.thread.list);
  if (fresh) root.querySelector("textarea").focus();
}
