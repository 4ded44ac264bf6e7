"""Spoken arithmetic, exact."""
