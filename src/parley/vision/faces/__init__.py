"""Faces: where they are and whether their eyes are open; whose they are, only where somebody asked for it."""
