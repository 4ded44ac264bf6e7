"""How the tables came to be, step by step. A change of ``schema.py`` needs a new file in ``versions``."""
