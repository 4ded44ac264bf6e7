"""What belongs to a person: their records, kept on disk."""
