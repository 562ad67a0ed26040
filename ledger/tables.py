"""The tables. Activities never change; affiliations do; everything else follows from both."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from ledger.bands import COUNTS
from ledger.types import Day, Json, Moment

# Few rows, which judging looks for among many; a query must say it in these words.
IMPERSONAL = text("standing NOT IN ('person', 'staff')")
DATED = text("valid_from IS NOT NULL OR valid_until IS NOT NULL")
DOUBTED = text(f"confidence < {COUNTS} AND company_id IS NOT NULL")
SUCCEEDED = text("successor_id IS NOT NULL")
CONFIRMED = text("confirmed IS NOT NULL")
FADING = text("weigh_on IS NOT NULL")
ANCHORED = text("anchor IS NOT NULL")
UNDONE = text("undone_at IS NOT NULL")
KNOWN = text("address_hash IS NOT NULL")


class Company(SQLModel, table=True):
    """Who is scored. `key` is what people type: the domain, else `name:<name key>`.

    From `succeeded_on` on (null: on every day) what is done for it counts for the company
    `successor_id`; a merge is a succession without a day. `parent_id` is for reports alone.
    `confirmed` and `ignored_said` are a person's word, null where nobody spoke.
    """

    __table_args__ = (
        Index("ix_company_ignored", "id", sqlite_where=text("ignored")),
        Index("ix_company_succeeded", "id", sqlite_where=SUCCEEDED),
        Index("ix_company_confirmed", "id", sqlite_where=CONFIRMED),
    )
    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    domain: str | None = Field(default=None, unique=True)
    name: str
    ignored: bool = False
    ignored_said: bool | None = None
    confirmed: bool | None = None  # true: who its people are is right; false: it is not
    parent_id: int | None = Field(default=None, foreign_key="company.id")
    successor_id: int | None = Field(default=None, foreign_key="company.id")
    succeeded_on: date | None = Field(default=None, sa_type=Day)
    announced_for: date | None = Field(default=None, sa_type=Day)  # first day of the episode told
    created_at: datetime = Field(sa_type=Moment)


class CompanyAlias(SQLModel, table=True):
    """Another way to name a company, by `type`.

    `domain`; `name` (a name key); `weak` (a name key without the words that firms leave off);
    `org` (a GitHub organisation's login, lower case); `team` (a Slack workspace's id). `source` is
    `human` or `rule`; a machine never moves what a person placed.
    """

    __tablename__ = "company_alias"
    type: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    source: str = "rule"


class Actor(SQLModel, table=True):
    """Who acted: (`source`, `key`) for ever; `handle` is the present name."""

    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index("ix_actor_handle", "source", "handle_key"),
        Index("ix_actor_stale", "id", sqlite_where=text("stale")),
        Index("ix_actor_profile_due", "profile_due_at"),
        Index("ix_actor_impersonal", "id", "standing", sqlite_where=IMPERSONAL),
        Index("ix_actor_weigh_on", "weigh_on", sqlite_where=FADING),
    )
    id: int = Field(default=None, primary_key=True)
    source: str
    key: str
    handle: str = ""
    handle_key: str = ""  # the handle in lower case: people type it either way
    name: str = ""
    standing: str  # of today; whose people they were on another day, the affiliation says
    node_id: str | None = None
    first_seen: datetime = Field(sa_type=Moment)
    profile_due_at: datetime | None = Field(default=None, sa_type=Moment)
    stale: bool = True  # to be weighed: for new evidence, or since old evidence is worth another
    weigh_on: date | None = Field(default=None, sa_type=Day)  # when old evidence is worth less
    bot_said: bool | None = None  # a person's word on whether it is a bot


class ActorSignal(SQLModel, table=True):
    """Evidence of an actor's company; `ended_at` is set once its source says otherwise.

    `address_hash` is the keyed hash of the mail address behind a mail host; of several of one
    actor at one host the least, so that their order makes no difference. Null: nobody told it.
    `shared` is set once a second actor has the same; see `ledger.persons`.
    """

    __tablename__ = "actor_signal"
    __table_args__ = (
        UniqueConstraint("actor_id", "kind", "value"),
        Index("ix_actor_signal_value", "kind", "value"),
        Index("ix_actor_signal_domain", "domain"),
        Index("ix_actor_signal_address", "address_hash", "actor_id", sqlite_where=KNOWN),
        Index("ix_actor_signal_shared", "address_hash", "actor_id", sqlite_where=text("shared")),
        Index("ix_actor_signal_unplaced", "value", sqlite_where=text("NOT placed")),
    )
    id: int = Field(default=None, primary_key=True)
    actor_id: int = Field(foreign_key="actor.id")
    kind: str
    value: str
    domain: str | None = None  # registered for a mail host; the host itself until it is `placed`
    placed: bool = True
    first_seen: datetime = Field(sa_type=Moment)
    last_seen: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    address_hash: str | None = None
    shared: bool = False


class Affiliation(SQLModel, table=True):
    """Which company an actor stands for, from day to day (both ends inclusive, open when null).

    `company_id` null says: for nobody, or with `staff` for our own company, which never scores.
    `source` is `human` or `rule`; rules fill the days of which no person spoke. Of one day one row
    speaks; those with `superseded_at` speak no more. `evidence` is the reason, for people to read;
    below `ledger.bands.COUNTS` the company is a candidate.
    """

    __table_args__ = (
        Index("ix_affiliation_actor", "actor_id", "superseded_at"),
        Index("ix_affiliation_dated", "id", sqlite_where=DATED),
        Index("ix_affiliation_doubted", "id", sqlite_where=DOUBTED),
    )
    id: int = Field(default=None, primary_key=True)
    actor_id: int = Field(foreign_key="actor.id")
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True)
    valid_from: date | None = Field(default=None, sa_type=Day)
    valid_until: date | None = Field(default=None, sa_type=Day)
    staff: bool = False
    evidence: str
    confidence: int  # hundredths
    source: str
    decided_by: str = ""
    decided_at: datetime = Field(sa_type=Moment)
    superseded_at: datetime | None = Field(default=None, sa_type=Moment)


class Correction(SQLModel, table=True):
    """What a person said of who is who: each word of it, with what it takes to unsay it.

    `action` is the verb (`link`, `merge`, ...); `subject` and `object` are what was typed, as it
    was understood. `before` is what stood until then, in the form of its action.
    """

    __table_args__ = (Index("ix_correction_undone", "id", sqlite_where=UNDONE),)
    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str  # a Slack user id, or who ran the command line
    by_name: str = ""
    action: str
    subject: str
    object: str = ""
    valid_from: date | None = Field(default=None, sa_type=Day)
    valid_until: date | None = Field(default=None, sa_type=Day)
    note: str = ""
    before: dict[str, Any] = Field(sa_type=Json)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_by: str = ""


class Refusal(SQLModel, table=True):
    """A suggestion that a person turned down, so that it never comes back.

    `kind` is `match`, `company`, `merge`, `successor` or `bot`; `key` says of whom, in the form of
    its kind.
    """

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str


class Organisation(SQLModel, table=True):
    """What GitHub shows of an organisation that a profile names; null where it shows none."""

    login: str = Field(primary_key=True)  # lower case
    name: str | None = None
    domain: str | None = None  # registrable, of its mail address or its link
    is_found: bool = True
    due_at: datetime = Field(sa_type=Moment, index=True)  # when to ask again


class Tombstone(SQLModel, table=True):
    """The keyed hash of a person who is forgotten: what comes of them has no name."""

    hash: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Voucher(SQLModel, table=True):
    """That one of the forgotten wrote from a company's domain: a keyed hash of what counted them.

    It says of none of them which one it was; the same address, forgotten twice, is one.
    """

    domain: str = Field(primary_key=True)
    hash: str = Field(primary_key=True)


class Activity(SQLModel, table=True):
    """One thing that someone did at one moment: (`source`, `external_id`) for ever."""

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_activity_day_actor", "day", "actor_id"),
    )
    id: int = Field(default=None, primary_key=True)
    source: str
    external_id: str
    actor_id: int = Field(foreign_key="actor.id")
    kind: str
    topic: str = ""
    occurred_at: datetime = Field(sa_type=Moment)
    day: date = Field(sa_type=Day)
    count: int = 1
    url: str = ""
    title: str = ""


class Tally(SQLModel, table=True):
    """How often an actor did one kind of thing on a day: all that scoring reads."""

    __table_args__ = (Index("ix_tally_actor", "actor_id", "day"), {"sqlite_with_rowid": False})
    day: date = Field(primary_key=True, sa_type=Day)
    actor_id: int = Field(primary_key=True, foreign_key="actor.id")
    kind: str = Field(primary_key=True)
    topic: str = Field(primary_key=True, default="")
    count: int


class Cursor(SQLModel, table=True):
    """How far a source was read: JSON that belongs to its collector."""

    name: str = Field(primary_key=True)
    value: str
    updated_at: datetime = Field(sa_type=Moment)


class Job(SQLModel, table=True):
    """When a job is due next, and how its last run ended: the schedule's only memory."""

    name: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str = ""


class LevelChange(SQLModel, table=True):
    """A level as it was found by a rescore; never rewritten. Levels: -1 is OQL0, 0 none, 1 to n."""

    __tablename__ = "level_change"
    __table_args__ = (Index("ix_level_change_company", "company_id", "id"),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    day: date = Field(sa_type=Day)
    from_level: int
    to_level: int
    points: int  # hundredths, at `window_days`
    window_days: int
    rules_name: str
    rules_version: str
    recorded_at: datetime = Field(sa_type=Moment)


class Notice(SQLModel, table=True):
    """A message that is due, as facts; only the outbox turns it into words and posts it.

    `key` is unique for ever, so that no cause is told twice. `operation` is `post`, `update`,
    `reply` or `file`; `anchor` is the key of the notice whose message is edited or answered in its
    thread. `event` is the id of the event or request that it came of, as the log tells it; empty
    where there was none. `state`: pending -> sending -> sent | uncertain | dead | withdrawn |
    superseded | discarded.
    """

    __table_args__ = (
        Index("ix_notice_state", "state", "due_at"),
        Index("ix_notice_anchor", "anchor", "state", sqlite_where=ANCHORED),
        Index("ix_notice_kind", "kind", "id"),
    )
    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    channel: str
    operation: str = "post"
    anchor: str | None = None
    facts: dict[str, Any] = Field(sa_type=Json)
    state: str = "pending"
    attempts: int = 0
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    sent_channel: str | None = None
    sent_ts: str | None = None
    error: str = ""
    event: str = ""


class PersonWord(SQLModel, table=True):
    """A word of an actor's handle or name, as it is compared; see `ledger.person_words`."""

    __tablename__ = "person_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: str = Field(primary_key=True)
    actor_id: int = Field(primary_key=True, foreign_key="actor.id")


class InboxEvent(SQLModel, table=True):
    """A Slack event as it came, less anybody's words; stored before it is acknowledged."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("team_id", "event_id"),
        Index("ix_inbox_event_state", "state", "id"),
    )
    id: int = Field(default=None, primary_key=True)
    team_id: str
    event_id: str
    payload: dict[str, Any] = Field(sa_type=Json)
    received_at: datetime = Field(sa_type=Moment)
    state: str = "pending"  # pending, done, dead, discarded
    handled_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str = ""


class Meta(SQLModel, table=True):
    """What the ledger knows of itself: its time zone, the last day rescored, whose it is."""

    name: str = Field(primary_key=True)
    value: str
