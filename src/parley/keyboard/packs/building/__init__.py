"""Packs from plain text: counting, smoothing, pruning, quantising, writing."""
