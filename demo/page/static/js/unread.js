// How far each person has read in each channel, for as long as the tab lives.

import { session } from "./session.js";

const key = (channel) => `rehearsal:read:${session.person}:${channel.id}`;

export const isUnread = (channel) => channel.latest > (sessionStorage.getItem(key(channel)) ?? "");

export function markRead(channel) {
  if (channel && isUnread(channel)) sessionStorage.setItem(key(channel), channel.latest);
}
