"""Translating text from one language into another."""
