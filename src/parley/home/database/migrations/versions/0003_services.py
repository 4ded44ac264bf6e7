"""What is used with each key; and who is signed in may use the AI services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "usage",
        sa.Column("token", sa.String(), sa.ForeignKey("tokens.hash", ondelete="CASCADE"), primary_key=True),
        sa.Column("day", sa.Integer(), primary_key=True),
        sa.Column("service", sa.String(), primary_key=True),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("characters", sa.BigInteger(), nullable=False),
    )
    # Sessions carry the scopes of the day on which somebody signed in; guests have fewer.
    op.execute(
        "UPDATE tokens SET scopes = scopes || ' services' WHERE kind = 'session' AND scopes LIKE '%account%'"
    )
