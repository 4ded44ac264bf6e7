"""Routines: several things done at one word, or at a time."""
