"""Reminders: of anything, at a time, once or again and again."""
