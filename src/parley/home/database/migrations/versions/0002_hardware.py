"""Devices that are known again by their hardware, and pairings of such."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("devices", sa.Column("hardware", sa.String(), nullable=True))
    op.create_index("devices_by_hardware", "devices", ["hardware"], unique=True)
    op.add_column("pairings", sa.Column("hardware", sa.String(), nullable=True))
