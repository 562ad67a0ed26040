"""Alembic's entry: runs the steps on the connection that `ledger.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

from ledger import tables as tables
from ledger import tables_desk as tables_desk

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
