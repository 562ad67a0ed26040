// The modal on top of a person's stack: filled in, sent, corrected, closed, replaced by the next.

import { blocks } from "./blocks.js";
import { h, refill } from "./dom.js";
import { showErrors } from "./fields.js";
import { words } from "./mrkdwn.js";
import { forget, placeOf } from "./place.js";
import { act } from "./server.js";
import { parts, when } from "./store.js";

const dialog = document.getElementById("modal");
let shown = "";
let known = [];

export function modalView() {
  when(["modals"], draw);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
}

function draw() {
  const { stack } = parts.modals;
  const ids = stack.map(({ id }) => id);
  known.filter((id) => !ids.includes(id)).forEach(forget);
  known = ids;
  const view = stack.at(-1);
  if (!view) {
    shown = "";
    return dialog.open && dialog.close();
  }
  const version = `${view.id} ${view.hash}`;
  if (version === shown) return undefined;
  const another = shown.split(" ")[0] !== view.id;
  shown = version;
  refill(dialog, form(view, stack.length > 1));
  if (!dialog.open) dialog.showModal();
  if (another) begin();
  return undefined;
}

function begin() {
  dialog.querySelector(".fields").scrollTop = 0;
  const first = dialog.querySelector(".fields [data-field]:not([hidden])") ?? dialog.querySelector("footer button:last-child");
  first?.focus();
}

function form(view, stacked) {
  const notice = h("p", { class: "failed", role: "alert", hidden: true });
  const failed = (error) => {
    notice.textContent = `That did not work: ${error}. Please try again.`;
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  };
  const place = placeOf(view.id, { view: view.id }, view.blocks, failed);
  const submit = view.submit && h("button", { type: "submit", class: "act primary" }, words(view.submit));
  const cancel = h("button", { type: "button", class: "act", onclick: () => close(false) }, words(view.close) || (stacked ? "Back" : "Close"));
  const node = h("form", { novalidate: true },
    h("header", {}, h("h2", { id: "modal-title" }, words(view.title)),
      h("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => close(true) }, "×")),
    h("div", { class: "fields" }, notice, blocks(view.blocks, place)),
    h("footer", {}, cancel, submit));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit && !submit.getAttribute("aria-busy")) send(view, place, node, submit, failed, notice);
  });
  return node;
}

async function send(view, place, node, submit, failed, notice) {
  submit.setAttribute("aria-busy", "true");
  notice.hidden = true;
  const { ok, error, errors = {} } = await act("submit", { view: view.id, values: place.values() });
  submit.removeAttribute("aria-busy");
  showErrors(node, errors);
  if (!ok) failed(error);
}

const close = (everything) => act("close", { everything });
