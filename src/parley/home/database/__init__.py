"""Where a home is kept: one database, SQLite or PostgreSQL, behind one small interface."""
