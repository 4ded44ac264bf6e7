"""Riddles: told, guessed at, solved."""
