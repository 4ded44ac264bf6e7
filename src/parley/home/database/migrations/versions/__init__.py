"""One file for each step, numbered; what was released is never edited."""
