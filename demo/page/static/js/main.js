// Puts the page together: each view draws itself from the store whenever its parts change.

import { channelView } from "./channel.js";
import { header, setLive } from "./header.js";
import { homeView } from "./home.js";
import { modalView } from "./modal.js";
import { connect, holdWhileShown } from "./server.js";
import { begin, go, onMove, session } from "./session.js";
import { sidebar } from "./sidebar.js";
import { actors, when } from "./store.js";
import { threadView } from "./thread.js";

// Somebody must be looking: the first of the people, where the address names none of them.
when(["workspace"], () => {
  const known = actors().map(({ name }) => name);
  if (!known.includes(session.person)) go({ person: known[0] });
});

sidebar();
header();
channelView();
threadView();
homeView();
modalView();
onMove(() => connect(setLive));
holdWhileShown(setLive);
begin();
