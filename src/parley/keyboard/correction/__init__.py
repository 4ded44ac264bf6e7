"""Correction: what was probably meant by a word that is misspelt or mistyped."""
