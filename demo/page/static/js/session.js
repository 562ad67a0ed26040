// Who looks at what. It stands in the address, `#dana/leads/1700000000.000100`, so that a reload,
// the back button and a copied link all lead to the same place.

const WHO = "rehearsal:who";
const START = "leads";

export const session = { person: "", place: START, message: "", thread: "", count: 100 };
const listeners = [];

export function onMove(listener) {
  listeners.push(listener);
}

export function go(change) {
  const next = { ...session, message: "", ...change };
  if (next.place !== session.place || next.person !== session.person) next.thread = change.thread ?? "";
  const hash = address(next);
  session.thread = next.thread;
  session.count = change.count ?? (next.place === session.place ? session.count : 100);
  if (location.hash === hash) moved();
  else location.hash = hash;
}

export function address({ person, place, message }) {
  return `#${[person || "~", place, message].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

function read() {
  const [who, place, message] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const person = who && who !== "~" ? who : (localStorage.getItem(WHO) ?? "");
  if (person !== session.person || (place && place !== session.place)) {
    session.thread = session.person ? "" : session.thread;
    session.count = 100;
  }
  Object.assign(session, { person, place: place || START, message: message ?? "" });
  if (person) localStorage.setItem(WHO, person);
}

function moved() {
  for (const listener of listeners) listener();
}

export function begin() {
  read();
  addEventListener("hashchange", () => {
    read();
    moved();
  });
  moved();
}
