"""Seeing: what is written in a picture, what is on it, and what of it matters; in worker processes."""
