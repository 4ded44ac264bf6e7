"""Where in the sound each word of a known text lies."""
