"""Taking it away: export and import of an account, its deletion, backup and restore of the whole home."""
