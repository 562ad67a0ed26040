// The box to write in: Enter sends, Shift and Enter begin a line, `/`, `@` and `#` make suggestions.

import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { act } from "./server.js";
import { go, onMove, session } from "./session.js";
import { app, parts, when } from "./store.js";
import { suggestions } from "./suggestions.js";
import { toast } from "./toast.js";

const drafts = new Map();
const FALLBACK = "leads";

export function composer({ name }) {
  const inThread = name === "thread";
  const box = h("textarea", { rows: 1, "aria-label": inThread ? "Reply" : "Message", "data-field": `composer/${name}` });
  const send = h("button", { type: "submit", class: "act primary send", "aria-label": "Send" }, "➤");
  const plus = h("button", { type: "button", class: "quiet plus", "aria-label": "Shortcuts", "aria-haspopup": "menu", hidden: true }, "+");
  const form = h("form", { class: "composer" }, !inThread && plus, box, send);
  const suggest = suggestions(form, box);
  const here = () => `${session.person} ${session.place} ${inThread ? session.thread : ""}`;
  let place = here();

  function fill(text) {
    box.value = text;
    fit();
    suggest.update();
  }
  function fit() {
    box.style.height = "auto";
    // Out of sight a box has no height to go by.
    if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
    send.disabled = !box.value.trim();
  }
  async function submit() {
    const text = box.value.trim();
    if (!text || !parts.messages.channel) return;
    fill("");
    const { ok, error } = await act("send", { channel: parts.messages.channel, text, thread: inThread ? session.thread : "" });
    if (ok) return;
    toast(error);
    if (!box.value) fill(text);
  }

  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  box.addEventListener("input", () => (fit(), suggest.update()));
  box.addEventListener("keydown", (event) => {
    if (suggest.steer(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  plus.addEventListener("click", () => openMenu(plus, shortcuts()));
  onMove(() => {
    if (here() === place) return;
    drafts.set(place, box.value);
    place = here();
    fill(drafts.get(place) ?? "");
    box.placeholder = placeholder(inThread);
  });
  when(["workspace"], () => {
    box.placeholder = placeholder(inThread);
    plus.hidden = !shortcuts().length;
  });
  if (!inThread) document.addEventListener("paste-line", ({ detail }) => paste(detail, box, fill));
  fit();
  return form;
}

function placeholder(inThread) {
  if (inThread) return "Reply …";
  const to = session.place.startsWith("@") ? app().real_name : `#${session.place}`;
  return `Message ${to} or /command`;
}

// A line that somebody pressed elsewhere on the page; Home has no box, so that it moves on.
function paste(line, box, fill) {
  if (session.place === "home") go({ place: FALLBACK });
  requestAnimationFrame(() => {
    fill(line);
    box.focus();
  });
}

function shortcuts() {
  return parts.workspace.shortcuts.filter(({ kind }) => kind === "global").map(({ name, callback_id: callback }) => ({
    label: name, hint: app().real_name,
    run: async () => {
      const { ok, error } = await act("shortcut", { callback_id: callback });
      if (!ok) toast(error);
    },
  }));
}
