// Who looks at what. It stands in the address, `#dana/leads/1700000000.000100`, so that a reload,
// the back button and a copied link all lead to the same place.

const WHO = "rehearsal:who";
const START = "leads";
const SHOWN = 100;

export const session = { person: "", place: START, message: "", thread: "", count: SHOWN };
const listeners = [];

export function onMove(listener) {
  listeners.push(listener);
}

export function go(change) {
  const next = { ...session, message: "", ...change };
  const elsewhere = next.place !== session.place || next.person !== session.person;
  if (elsewhere) Object.assign(next, { thread: change.thread ?? "", count: change.count ?? SHOWN });
  Object.assign(session, next);
  const hash = address(session);
  if (location.hash === hash) moved();
  else location.hash = hash;
}

export function address({ person, place, message }) {
  return `#${[person || "~", place, message].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

// The address may change without us, by the back button or by hand: then no thread goes with it.
function read() {
  const [who, place, message] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const person = who && who !== "~" ? who : (localStorage.getItem(WHO) ?? "");
  const next = { person, place: place || START, message: message ?? "" };
  const elsewhere = next.place !== session.place || person !== session.person;
  Object.assign(session, next, elsewhere ? { thread: "", count: SHOWN } : {});
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
