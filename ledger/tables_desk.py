"""The tables of what colleagues do: referrals, introductions, and what they say of companies."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from ledger.types import Day, Moment


class Referral(SQLModel, table=True):
    """A DQL: a person handed to a team. `request_key` makes a double click one referral."""

    id: int = Field(default=None, primary_key=True)
    request_key: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    person_name: str
    person_contact: str = ""  # as the referrer typed it
    actor_id: int | None = Field(default=None, foreign_key="actor.id", index=True)
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True)
    company_name: str = ""
    team: str = Field(index=True)
    why: str
    origin: str
    origin_detail: str = ""
    link: str = ""
    consent: str = ""  # yes, no, not asked; empty where the team needs none
    referrer: str  # a Slack user id, or who ran the command line
    referrer_name: str = ""
    state: str = "open"
    snoozed_until: date | None = Field(default=None, sa_type=Day)  # no reminder before this day
    level: int  # the company's at the handoff
    points: int  # hundredths, likewise


class ReferralStep(SQLModel, table=True):
    """One step of a referral's life, dated, with who took it; see `ledger.referrals`."""

    __tablename__ = "referral_step"
    id: int = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    step: str  # made, handed on, asked, accepted, declined, outcome, no outcome, withdrawn
    team: str = ""  # that has the referral after this step
    at: datetime = Field(sa_type=Moment)
    by: str
    by_name: str = ""
    note: str = ""
    outcome: str = ""  # which of the team's outcomes, at the step "outcome"
    value: int | None = None  # hundredths of whatever currency the team counts in
    request_key: str | None = Field(default=None, index=True, unique=True)


class Introduction(SQLModel, table=True):
    """Two members of the community whom somebody brought together: counted apart from DQLs."""

    id: int = Field(default=None, primary_key=True)
    request_key: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment, index=True)
    first_name: str
    first_contact: str = ""  # as the referrer typed it
    first_actor_id: int | None = Field(default=None, foreign_key="actor.id", index=True)
    second_name: str
    second_contact: str = ""
    second_actor_id: int | None = Field(default=None, foreign_key="actor.id", index=True)
    why: str
    origin: str = ""
    origin_detail: str = ""
    consent: str = "not asked"  # of both: yes, no, not asked
    referrer: str  # a Slack user id, or who ran the command line
    referrer_name: str = ""
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class Follow(SQLModel, table=True):
    """Who wants to hear what changes of a company."""

    user_id: str = Field(primary_key=True)  # of Slack
    company_id: int = Field(primary_key=True, foreign_key="company.id", index=True)
    since: datetime = Field(sa_type=Moment)


class Handoff(SQLModel, table=True):
    """How far a company came with marketing and sales: the newest row is what stands."""

    __table_args__ = (Index("ix_handoff_company", "company_id", "id"),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    state: str  # none, handed over, MQL, SQL, won, lost
    at: datetime = Field(sa_type=Moment)  # when it was said
    day: date = Field(sa_type=Day)  # since when it holds
    by: str
    by_name: str = ""
    note: str = ""


class Tag(SQLModel, table=True):
    """A word that people put on a company; "customer" is the one that churn is told by."""

    company_id: int = Field(primary_key=True, foreign_key="company.id")
    tag: str = Field(primary_key=True, index=True)
    at: datetime = Field(sa_type=Moment)
    by: str


class Hush(SQLModel, table=True):
    """A company of which nothing is told until a day."""

    company_id: int = Field(primary_key=True, foreign_key="company.id")
    until: date = Field(sa_type=Day)  # the first day on which it is told of again
    at: datetime = Field(sa_type=Moment)
    by: str


class Audit(SQLModel, table=True):
    """What a person changed that is neither a correction nor a step of a referral."""

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str  # a Slack user id, or who ran the command line
    by_name: str = ""
    action: str  # a verb: "tag", "follow", "hush"
    subject: str  # of what, as people type it: "acme.com", "DQL-12"
    object: str = ""  # the tag, the day, the state
