"""Where the keys of a keyboard are, and which are near each other."""
