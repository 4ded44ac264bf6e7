"""Photos found by what is on them, written on them, where and when they were taken."""
