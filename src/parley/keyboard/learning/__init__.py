"""What the keyboard learns of its owner: words, what follows what, and what is never corrected."""
