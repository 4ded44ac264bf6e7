"""What translates: one file an engine."""
