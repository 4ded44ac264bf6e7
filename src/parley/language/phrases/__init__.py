"""The phrases that say what a text is about."""
