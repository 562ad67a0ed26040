"""One person is one person: by which address evidence came, and by which the forgotten vouch.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("actor_signal", sa.Column("address_hash", sa.String(), nullable=True))
    op.create_table(
        "voucher",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "hash"),
    )
    # By which address the forgotten were known is gone: each of them is a person of its own.
    op.execute(
        """INSERT INTO voucher (domain, hash)
        SELECT DISTINCT c.domain, a.key FROM affiliation f
        JOIN company c ON c.id = f.company_id JOIN actor a ON a.id = f.actor_id
        WHERE f.evidence = 'known by mail before they were forgotten' AND c.domain IS NOT NULL"""
    )
