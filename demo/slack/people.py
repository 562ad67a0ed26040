"""Acting as the people of a workspace: writing, joining, looking at the app's Home."""

import uuid
from dataclasses import replace
from typing import Any

from demo.slack import events
from demo.slack.messages import post, remove, revise
from demo.slack.methods_conversations import enter
from demo.slack.methods_reactions import react, unreact
from demo.slack.model import Json, Message, Person, Refused
from demo.slack.reading import Reading
from demo.slack.typed import message_text


class Acting(Reading):
    """Does what people do that is no interaction with the app; each from any thread."""

    def say(
        self, person: Person | str, channel: str, text: str, thread: Message | str | None = None
    ) -> Message:
        """Write in `#channel`, or to the app in `@leadlight`, maybe in a thread."""
        author = self.person(person)
        app = f"@{self.workspace.bot.name}"
        place = self._place(f"@{author.name}" if channel == app else channel)
        if author.id not in place.members:
            raise Refused("not_in_channel")
        opener = thread.ts if isinstance(thread, Message) else thread or ""
        with self.workspace.changing():
            if opener:
                first = self.workspace.message(place, opener)
                first.thread_ts = opener = first.thread_ts or first.ts
            written = message_text(self.workspace, text)
            key = str(uuid.uuid4())
            beside = {"thread_ts": opener, "client_msg_id": key, "more": self._abroad(author)}
            return post(self.workspace, place, author, written, **beside)

    def connect(self, team: str, name: str, email_domain: str = "") -> None:
        """Share channels with another workspace, whose people are `Person(…, team_id=team)`."""
        told = {"id": team, "name": name, "domain": name.lower(), "email_domain": email_domain}
        with self.workspace.changing():
            self.workspace.neighbours[team] = told

    def _abroad(self, author: Person) -> Json:
        """What a message says of its author's workspace, if that is another one."""
        home = author.team_id
        same = home == self.workspace.team
        return {} if same else {"team": home, "user_team": home, "source_team": home}

    def edit(self, message: Message, text: str) -> None:
        """Rewrite a message: the app hears `message_changed`."""
        revise(self.workspace, message, message_text(self.workspace, text), [])

    def delete(self, message: Message) -> None:
        """Take a message back: the app hears `message_deleted`."""
        remove(self.workspace, message)

    def react(self, person: Person | str, message: Message, emoji: str = "thumbsup") -> None:
        """Put an emoji to a message: the app hears `reaction_added`."""
        react(self.workspace, self._inside(person, message), message, emoji)

    def unreact(self, person: Person | str, message: Message, emoji: str = "thumbsup") -> None:
        """Take an emoji back."""
        unreact(self.workspace, self._inside(person, message), message, emoji)

    def _inside(self, person: Person | str, message: Message) -> Person:
        """Somebody, if they are in the message's channel."""
        known = self.person(person)
        if known.id not in self.workspace.channels[message.channel].members:
            raise Refused("not_in_channel")
        return known

    def join(self, name: str, email: str = "", *, channel: str = "", **traits: Any) -> Person:
        """Sign up: the app hears `team_join`; then enter `channel`, by default #general if any.

        `traits` are further fields of `Person`, such as `is_restricted=True`.
        """
        with self.workspace.changing():
            person = self.workspace.add_person(Person(name, email, **traits))
            events.emit(self.workspace, events.joined_team(self.workspace, person))
            general = [c.id for c in self.workspace.channels.values() if c.name == "general"]
            for place in [channel] if channel else general:
                self.join_channel(person, place)
        return person

    def join_channel(self, person: Person | str, channel: str) -> None:
        """Enter a channel: its members, and the app if it is one, are told."""
        place = self.workspace.channel(channel)
        newcomer = self.person(person)
        if newcomer.id not in place.members:
            enter(self.workspace, newcomer, place)

    def leave_channel(self, person: Person | str, channel: str) -> None:
        """Go out of a channel: the app is told, if it is in there."""
        place, gone = self.workspace.channel(channel), self.person(person)
        with self.workspace.changing():
            place.members.remove(gone.id)
            events.emit(self.workspace, events.left_channel(self.workspace, gone, place), place)

    def change(self, person: Person | str, **traits: Any) -> Person:
        """Change what is known of somebody, such as `email` or `deleted=True`."""
        with self.workspace.changing():
            known = self.person(person)
            changed = replace(known, updated=int(self.workspace.clock()), **traits)
            self.workspace.people[known.id] = changed
        return changed

    def open_home(self, person: Person | str, tab: str = "home") -> None:
        """Look at the app's tab `home` or `messages`: the app hears `app_home_opened`."""
        user = self.person(person)
        with self.workspace.changing():
            place = self.workspace.direct(user.id)
            event: Json = {
                "type": "app_home_opened",
                "user": user.id,
                "channel": place.id,
                "tab": tab,
            }
            home = self.workspace.homes.get(user.id)
            if home:
                event["view"] = self.workspace.view_as_slack(home)
            events.emit(self.workspace, event)

    def uninstall(self) -> None:
        """Take the app out: it is told, and its bot token is worth nothing from now on."""
        with self.workspace.changing():
            self.workspace.revoked.add(self.workspace.tokens["bot"])
            gone = {"type": "tokens_revoked", "tokens": {"bot": [self.workspace.bot.id]}}
            events.emit(self.workspace, gone)
            events.emit(self.workspace, {"type": "app_uninstalled"})
