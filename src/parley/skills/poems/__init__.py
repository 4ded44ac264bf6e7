"""Poems that belong to everybody: recited whole, by title, author or line; the line after a line."""
