"""What Alembic runs: the steps, over the connection and in the transaction that it was given."""

from __future__ import annotations

from alembic import context

from parley.home.database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
