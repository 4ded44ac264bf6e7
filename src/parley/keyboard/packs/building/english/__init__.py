"""The English pack: which words there are and how they are written, and the texts that it learns from."""
