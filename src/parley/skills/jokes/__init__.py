"""Jokes: short, clean, and none twice until all were told."""
