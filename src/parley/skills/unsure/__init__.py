"""Asking back: "did you mean …?", instead of guessing."""
