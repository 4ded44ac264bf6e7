"""Nearest neighbours: exact by numpy where there are few vectors, by usearch where there are many."""
