"""Barcodes and matrix codes."""
