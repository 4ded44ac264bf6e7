"""Scanning: a page on a photograph is found, laid flat, evenly lit, and kept as a PDF to be searched."""
