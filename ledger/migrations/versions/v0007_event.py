"""A message keeps which event or request of Slack's it came of, for the log to tell.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("notice", sa.Column("event", sa.String(), nullable=False, server_default=""))
