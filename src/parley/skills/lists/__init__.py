"""Lists: shopping, to-do, and any other."""
