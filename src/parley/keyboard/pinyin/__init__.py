"""Pinyin: what a row of letters may be."""
