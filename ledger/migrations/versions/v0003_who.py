"""Who is it: what people say of companies, suggestions turned down, organisations, the forgotten.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _companies()
    _actors()
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "refusal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_table(
        "organisation",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("login"),
    )
    op.create_index("ix_organisation_due_at", "organisation", ["due_at"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def _companies() -> None:
    # A reference is declared beside its column: SQLite adds no constraint to a table that stands.
    op.add_column("company", sa.Column("ignored_said", sa.Boolean(), nullable=True))
    op.add_column("company", sa.Column("confirmed", sa.Boolean(), nullable=True))
    for name in ("parent_id", "successor_id"):
        op.execute(f"ALTER TABLE company ADD COLUMN {name} INTEGER REFERENCES company (id)")
    op.add_column("company", sa.Column("succeeded_on", sa.Integer(), nullable=True))
    op.create_index(
        "ix_company_succeeded",
        "company",
        ["id"],
        unique=False,
        sqlite_where=sa.text("successor_id IS NOT NULL"),
    )
    op.create_index(
        "ix_company_confirmed",
        "company",
        ["id"],
        unique=False,
        sqlite_where=sa.text("confirmed IS NOT NULL"),
    )
    op.add_column(
        "company_alias", sa.Column("source", sa.String(), nullable=False, server_default="rule")
    )


def _actors() -> None:
    op.add_column("actor", sa.Column("weigh_on", sa.Integer(), nullable=True))
    op.add_column("actor", sa.Column("bot_said", sa.Boolean(), nullable=True))
    # What evidence is worth changed with this step: everybody is weighed once more.
    op.execute("UPDATE actor SET stale = 1 WHERE NOT stale AND standing <> 'deleted'")
    op.create_index(
        "ix_actor_weigh_on",
        "actor",
        ["weigh_on"],
        unique=False,
        sqlite_where=sa.text("weigh_on IS NOT NULL"),
    )
