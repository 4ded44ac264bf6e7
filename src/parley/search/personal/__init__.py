"""What belongs to a person, found by that person alone: sealed documents, and keyed hashes of their words."""
