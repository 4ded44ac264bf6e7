"""Timers: several at once, named, and never forgotten."""
