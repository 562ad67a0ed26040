// The dialog that asks again before a button does what cannot be undone.

import { h } from "./dom.js";
import { textOf, words } from "./mrkdwn.js";

// Whether the person goes on; at once where the app asked for no confirmation.
export function confirmed(asked) {
  if (!asked) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  return new Promise((done) => {
    const yes = h("button", { class: `act ${asked.style ?? "primary"}`, value: "yes" }, words(asked.confirm));
    const no = h("button", { class: "act", value: "no" }, words(asked.deny));
    dialog.replaceChildren(h("form", { method: "dialog" },
      h("h2", { id: "confirm-title" }, words(asked.title)),
      h("div", { class: "said" }, textOf(asked.text)),
      h("footer", {}, no, yes)));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    no.focus();
  });
}
