"""Answers of people's own: sentences that they wrote themselves, with what Parley says or does."""
