// A list of messages with its day dividers: a channel's, or a thread's.

import { h, keyed } from "./dom.js";
import { messageNode } from "./message.js";
import { dayKey, dayLabel } from "./times.js";
import { unreadReplies } from "./unread.js";

const TOGETHER_SECONDS = 300;

export function drawLog(root, list, { channel, inThread = false }) {
  const rows = [];
  let last = null;
  for (const message of list) {
    const day = dayKey(message.ts);
    if (!inThread && (!last || dayKey(last.ts) !== day)) {
      const label = dayLabel(message.ts);
      rows.push([`day ${day}`, label, () => h("h3", { class: "day" }, h("span", {}, label))]);
      last = null;
    }
    const compact = follows(last, message);
    const key = `${message.ts}${message.ephemeral ? " private" : ""}`;
    rows.push([key, `${compact} ${unreadReplies(message)} ${JSON.stringify(message)}`, () => messageNode(message, { channel, compact, inThread })]);
    last = message;
  }
  keyed(root, rows);
}

// Whether it goes on where the last one left off: same author, soon after, nothing special about it.
function follows(last, message) {
  const plain = (one) => one && !one.ephemeral && !one.subtype && !one.blocks;
  return plain(last) && plain(message) && last.user === message.user && message.ts - last.ts < TOGETHER_SECONDS;
}
