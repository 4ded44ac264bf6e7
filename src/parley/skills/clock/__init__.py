"""The time and the date, here and elsewhere."""
