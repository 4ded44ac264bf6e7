"""What belongs to a person can be searched: documents, and hashes of the words in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    account = sa.ForeignKey("accounts.id", ondelete="CASCADE")
    op.create_table(
        "search_documents",
        sa.Column("number", counter, primary_key=True, autoincrement=True),
        sa.Column("account", sa.String(), account, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("search_documents_by_name", "search_documents", ["account", "name"], unique=True)
    op.create_table(
        "search_progress",
        sa.Column("account", sa.String(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("compacted", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.Float(), nullable=False),
        sa.Column("found_on", sa.String(), nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


_SQLITE = (
    # The words are hashes in letters and digits: nothing of a tokeniser is needed but to cut at spaces.
    "CREATE VIRTUAL TABLE search_words USING fts5(title, body, marks, tokenize = 'ascii')",
    # Deleting an account deletes its documents, and that their words.
    "CREATE TRIGGER search_words_go AFTER DELETE ON search_documents"
    " BEGIN DELETE FROM search_words WHERE rowid = old.number; END",
)
_POSTGRESQL = (
    # A long document has several parts: PostgreSQL counts words no further than 16,383.
    "CREATE TABLE search_words (number BIGINT NOT NULL REFERENCES search_documents ON DELETE CASCADE,"
    " part INTEGER NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (number, part))",
    "CREATE INDEX search_words_by_word ON search_words USING gin (words)",
)
