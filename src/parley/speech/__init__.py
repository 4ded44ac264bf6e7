"""Hearing, speaking and waking: the speech services and their engines."""
