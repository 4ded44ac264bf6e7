"""A computer as a speaker: it wakes by itself, and talks to a Parley that runs elsewhere."""
