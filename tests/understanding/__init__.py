"""The bilingual test set and what judges it."""
