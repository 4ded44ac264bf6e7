"""What people tell of themselves and theirs: kept, answered, forgotten."""
