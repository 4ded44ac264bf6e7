"""Wake words, one engine a file."""
