"""Brings the tables of an older Parley up to today's, and refuses those of a newer one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy import inspect as inspected

from parley.home.database.database import DatabaseFailed

LATEST = "0005"
"""The newest of ``migrations/versions``."""
MIGRATIONS = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The last migration made here; None without tables. Raises ``DatabaseFailed`` for a newer Parley's."""
    if not inspected(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and str(found) > LATEST:
        raise DatabaseFailed(
            f"The database was written by a newer Parley (its tables are {found}; this one knows {LATEST}). "
            "Install that Parley, or restore a backup."
        )
    return found


def migrate(connection: Connection) -> None:
    """Make the migrations that are missing, in a transaction that no other process can have meanwhile."""
    if version(connection) == LATEST:
        return
    # Alembic takes a tenth of a second to import, which most starts need not pay.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
