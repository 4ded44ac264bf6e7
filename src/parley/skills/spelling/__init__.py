"""Spelling: English words letter by letter, Chinese characters by sound, words and parts."""
