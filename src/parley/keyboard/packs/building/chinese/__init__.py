"""The Chinese pack that ships: its words, how they are read, and the texts that it learns from."""
