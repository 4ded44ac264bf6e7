"""Chance: coins, dice, numbers, cards, and which of several things to take."""
