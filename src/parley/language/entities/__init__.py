"""Whom and what a text names: people, places, organisations, times, amounts, addresses."""
