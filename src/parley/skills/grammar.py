"""Sentences of the skills as a closed grammar."""
