"""Indexes for judging: one actor's days, and the few actors, companies and matches left out.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Activities come in by days: an index by actor is written all over, and slows a large ledger.
    op.drop_index("ix_activity_actor_day", "activity")
    op.create_index("ix_activity_day_actor", "activity", ["day", "actor_id"], unique=False)
    op.create_index("ix_tally_actor", "tally", ["actor_id", "day"], unique=False)
    op.create_index(
        "ix_actor_impersonal",
        "actor",
        ["id", "standing"],
        unique=False,
        sqlite_where=sa.text("standing NOT IN ('person', 'staff')"),
    )
    op.create_index(
        "ix_company_ignored", "company", ["id"], unique=False, sqlite_where=sa.text("ignored")
    )
    op.create_index(
        "ix_affiliation_dated",
        "affiliation",
        ["id"],
        unique=False,
        sqlite_where=sa.text("valid_from IS NOT NULL OR valid_until IS NOT NULL"),
    )
    op.create_index(
        "ix_affiliation_doubted",
        "affiliation",
        ["id"],
        unique=False,
        sqlite_where=sa.text("confidence < 50 AND company_id IS NOT NULL"),
    )
