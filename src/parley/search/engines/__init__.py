"""Engines of search: SQLite, which is always there, tantivy, and OpenSearch by its address."""
