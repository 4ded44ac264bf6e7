"""Conversion between units of measurement."""
