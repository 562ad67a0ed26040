"""Accounts that share a mail address are found by its hash.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # An actor that is known by the pseudonym of its address had it in its key alone until 0004.
    op.execute(
        """UPDATE actor_signal SET address_hash = (SELECT a.key FROM actor a WHERE a.id = actor_id)
        WHERE kind = 'email_domain' AND address_hash IS NULL AND actor_id IN (
          SELECT id FROM actor WHERE length(key) = 32 AND key NOT GLOB '*[^0-9a-f]*')"""
    )
    op.add_column(
        "actor_signal", sa.Column("shared", sa.Boolean(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_actor_signal_address",
        "actor_signal",
        ["address_hash", "actor_id"],
        sqlite_where=sa.text("address_hash IS NOT NULL"),
    )
    op.execute(
        """UPDATE actor_signal SET shared = 1 WHERE address_hash IN (
          SELECT address_hash FROM actor_signal WHERE address_hash IS NOT NULL
          GROUP BY address_hash HAVING MIN(actor_id) < MAX(actor_id))"""
    )
    op.create_index(
        "ix_actor_signal_shared",
        "actor_signal",
        ["address_hash", "actor_id"],
        sqlite_where=sa.text("shared"),
    )
