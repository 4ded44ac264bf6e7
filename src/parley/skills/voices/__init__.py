"""Voices: whose voice Parley knows, by their consent."""
