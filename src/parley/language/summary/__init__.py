"""The sentences that say most of a text."""
