// Asks the server: one stream of what changes, and one request for each thing a person does.

import { session } from "./session.js";
import { loaded, take } from "./store.js";

const AGAIN_MILLISECONDS = 1000;
let stream = null;
let waiting = 0;

// (Re)opens the stream for whoever looks now; `onState` hears whether it stands.
export function connect(onState) {
  clearTimeout(waiting);
  stream?.close();
  const query = new URLSearchParams({
    person: session.person, place: session.place, thread: session.thread, count: session.count,
    ...(loaded() && { since: loaded() }),
  });
  stream = new EventSource(`/page/events?${query}`);
  stream.onmessage = (event) => {
    onState(true);
    take(JSON.parse(event.data));
  };
  stream.onerror = () => {
    onState(false);
    // A refused or broken-off answer ends the stream for good; anything else it repeats itself.
    if (stream.readyState === EventSource.CLOSED) waiting = setTimeout(() => connect(onState), AGAIN_MILLISECONDS);
  };
}

// A page that the browser keeps for its back button must let its stream go: there are only six
// connections to a server, and those it holds are nobody's.
export function holdWhileShown(onState) {
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && connect(onState));
}

// Does something as the person who looks. Never throws: `error` says what went wrong.
export async function act(action, body = {}) {
  try {
    const answer = await fetch(`/page/act/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ person: session.person, ...body }),
    });
    return await answer.json();
  } catch {
    return { ok: false, error: "the rehearsal does not answer: is it still running?" };
  }
}
