"""Talking to the other devices of the house: announcements, finding one, going on at another."""
