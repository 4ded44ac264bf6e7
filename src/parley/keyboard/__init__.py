"""Typing: what the keys of a person mean, in Chinese and English, and what they will want to write next."""
