"""Whose voice it is: sound as a few numbers that are alike for one person and differ between people."""
