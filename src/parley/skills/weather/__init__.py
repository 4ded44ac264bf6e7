"""The weather, and when the sun rises and sets."""
