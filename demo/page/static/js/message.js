// One message: who, when, what it says, its files, its thread, and what can be done with it.

import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { placeOf } from "./place.js";
import { act } from "./server.js";
import { address, go, session } from "./session.js";
import { app, parts, person } from "./store.js";
import { clock, dated, whole } from "./times.js";
import { toast } from "./toast.js";
import { unreadReplies } from "./unread.js";

const FACES = 3;

export function messageNode(message, { channel, compact, inThread }) {
  if (message.subtype === "channel_join") return h("p", { class: "notice" }, mrkdwn(message.text));
  const author = person(message.user);
  const name = author?.real_name ?? message.user;
  const isApp = Boolean(message.bot_id);
  const head = h("header", {}, h("strong", {}, name), isApp && h("span", { class: "badge" }, "app"),
    h("time", { datetime: new Date(message.ts * 1000).toISOString(), title: whole(message.ts) }, clock(message.ts)));
  const look = ["message", compact && "compact", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return h("article", { class: look, "data-ts": message.ts, "aria-label": `${name}, ${clock(message.ts)}` },
    compact ? h("time", { class: "gutter", title: whole(message.ts) }, clock(message.ts)) : avatar(author),
    h("div", { class: "body" },
      message.ephemeral && h("p", { class: "private" }, "Only visible to you"),
      !compact && head, said(message, channel), files(message),
      message.edited && h("small", { class: "edited" }, "(edited)"),
      !inThread && replies(message)),
    tools(message, channel, inThread));
}

function said(message, channel) {
  if (!message.blocks?.length) return h("div", { class: "said" }, mrkdwn(message.text));
  const place = placeOf(`${session.person}/${channel}/${message.ts}`, { channel, ts: message.ts }, message.blocks);
  return h("div", { class: "blocks" }, blocks(message.blocks, place));
}

function files({ files: list = [] }) {
  return list.map((file) => {
    const address = `/page/files/${file.id}`;
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype)) {
      return h("figure", { class: "file" }, h("figcaption", {}, file.title), h("img", { src: address, alt: file.alt_txt || file.title, loading: "lazy" }));
    }
    return h("a", { class: "file", href: address, download: file.name }, h("strong", {}, file.title), h("small", {}, `${file.filetype.toUpperCase()} · ${size(file.size)}`));
  });
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function replies(message) {
  if (!message.replies) return null;
  const label = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  const unread = unreadReplies(message);
  return h("button", { type: "button", class: "replies", onclick: () => go({ thread: message.ts }) },
    message.reply_users.slice(0, FACES).map((id) => avatar(person(id), "tiny")), label,
    unread > 0 && h("span", { class: "new" }, `${unread} new`),
    h("small", {}, `last ${lastReply(message.latest_reply)}`));
}

function lastReply(ts) {
  const day = dated(ts, "{date_short_pretty}", "");
  return day === "Today" ? `at ${clock(ts)}` : day.replace("Yesterday", "yesterday");
}

function tools(message, channel, inThread) {
  if (message.ephemeral) return null;
  const reply = h("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => go({ thread: message.thread_ts || message.ts }) }, "↩");
  const more = h("button", { type: "button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu" }, "⋯");
  more.addEventListener("click", () => openMenu(more, actions(message, channel)));
  return h("div", { class: "tools" }, !inThread && reply, more);
}

function actions(message, channel) {
  const link = `${location.origin}/${address({ ...session, person: "~", message: message.ts })}`;
  const reply = { label: "Reply in thread", run: () => go({ thread: message.thread_ts || message.ts }) };
  const copy = { label: "Copy link", run: () => navigator.clipboard.writeText(link).catch(() => toast("the browser keeps its clipboard to itself")) };
  const own = parts.workspace.shortcuts.filter(({ kind }) => kind === "message").map(({ name, callback_id: callback }) => ({
    label: name, hint: app().real_name,
    run: async () => {
      const { ok, error } = await act("shortcut", { callback_id: callback, where: { channel, ts: message.ts } });
      if (!ok && error) toast(error);
    },
  }));
  return [...own, reply, copy];
}
