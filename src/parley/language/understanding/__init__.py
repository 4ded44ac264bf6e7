"""Sentence templates and the typed values in them: from a person's words to an intent, or to nothing."""
