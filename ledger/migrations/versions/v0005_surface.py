"""All of a DQL's life, introductions, and what people say of a company without correcting it.

Why the words of people are made here by a rule of the step's own: a step does for ever what it did
when it was released, whatever `ledger.person_words` finds words by since.

Revision ID: 0005
Revises: 0004
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NAMED = """
SELECT id, handle, name FROM actor WHERE standing <> 'pseudo' AND (handle <> '' OR name <> '')
"""
WORD = "INSERT OR IGNORE INTO person_word (word, actor_id) VALUES (?, ?)"
AT_ONCE = 20_000  # people whose words are held in memory
MOST_WORDS, MOST_LETTERS = 16, 40


def upgrade() -> None:
    _referrals()
    _introductions()
    _companies()
    _lookups()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "person_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("word", "actor_id"),
        sqlite_with_rowid=False,
    )
    _people()


def _referrals() -> None:
    op.add_column("referral", sa.Column("consent", sa.String(), nullable=False, server_default=""))
    op.add_column("referral", sa.Column("snoozed_until", sa.Integer(), nullable=True))
    op.add_column(
        "referral_step", sa.Column("team", sa.String(), nullable=False, server_default="")
    )
    op.add_column("referral_step", sa.Column("request_key", sa.String(), nullable=True))
    op.create_index("ix_referral_step_request_key", "referral_step", ["request_key"], unique=True)
    # Until now a referral stayed with the team that it was made for.
    op.execute(
        "UPDATE referral_step SET team = (SELECT r.team FROM referral r WHERE r.id = referral_id)"
    )


def _lookups() -> None:
    anchored = sa.text("anchor IS NOT NULL")
    op.create_index("ix_notice_anchor", "notice", ["anchor", "state"], sqlite_where=anchored)
    op.create_index("ix_notice_kind", "notice", ["kind", "id"])
    undone = sa.text("undone_at IS NOT NULL")
    op.create_index("ix_correction_undone", "correction", ["id"], sqlite_where=undone)


def _introductions() -> None:
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("made_at", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("first_contact", sa.String(), nullable=False),
        sa.Column("first_actor_id", sa.Integer(), nullable=True),
        sa.Column("second_name", sa.String(), nullable=False),
        sa.Column("second_contact", sa.String(), nullable=False),
        sa.Column("second_actor_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("origin_detail", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("referrer", sa.String(), nullable=False),
        sa.Column("referrer_name", sa.String(), nullable=False),
        sa.Column("undone_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_actor_id"], ["actor.id"]),
        sa.ForeignKeyConstraint(["second_actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_key"),
    )
    for column in ("made_at", "first_actor_id", "second_actor_id"):
        op.create_index(f"ix_introduction_{column}", "introduction", [column], unique=False)


def _companies() -> None:
    op.create_table(
        "follow",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("user_id", "company_id"),
    )
    op.create_index("ix_follow_company_id", "follow", ["company_id"], unique=False)
    op.create_table(
        "handoff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handoff_company", "handoff", ["company_id", "id"], unique=False)
    op.create_table(
        "tag",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id", "tag"),
    )
    op.create_index("ix_tag_tag", "tag", ["tag"], unique=False)
    op.create_table(
        "hush",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id"),
    )


def _people() -> None:
    """Everybody who is called anything is found by the words of it."""
    connection = op.get_bind()
    for some in connection.exec_driver_sql(NAMED).partitions(AT_ONCE):
        rows = {(word, who) for who, handle, name in some for word in _words_of(handle, name)}
        if rows:
            connection.exec_driver_sql(WORD, sorted(rows))


def _words_of(handle: str, name: str) -> list[str]:
    found = [word[:MOST_LETTERS] for text in (handle, name) for word in _words(text)]
    if not (handle.isascii() and name.isascii()):
        found = [part for word in found for part in _parts(word)]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _words(text: str) -> list[str]:
    if text.isascii():
        return re.findall("[a-z0-9]+", text.lower())
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    plain = unicodedata.normalize("NFC", bare.casefold())
    return ["".join(signs) for kind, signs in groupby(plain, _kind) if kind]


def _kind(sign: str) -> str:
    category = unicodedata.category(sign)[0]
    if category == "S":
        return "" if sign.isascii() else "picture"
    return "word" if category in "LMN" else ""


def _parts(word: str) -> Iterator[str]:
    yield word
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in word):
        yield from (word[start:] for start in range(1, len(word)))
