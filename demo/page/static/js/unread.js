// How far each person has read in each channel and each thread, for as long as the tab lives.

import { session } from "./session.js";
import { loaded } from "./store.js";

const key = (id) => `rehearsal:read:${session.person}:${id}`;
const read = (id) => sessionStorage.getItem(key(id)) ?? "";
const keep = (id, ts) => ts > read(id) && sessionStorage.setItem(key(id), ts);

export const isUnread = (channel) => channel.latest > read(channel.id);
export const markRead = (channel) => channel && keep(channel.id, channel.latest);

// How many answers of others came below a message since the page was loaded, and were not seen.
export function unreadReplies({ ts, replies_of_others: others = [] }) {
  return session.thread === ts ? 0 : others.filter((one) => one > read(ts) && one >= loaded()).length;
}
export const markThreadRead = (thread, list) => list.length && keep(thread, list.at(-1).ts);
