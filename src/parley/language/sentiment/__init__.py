"""How a text feels: positive, negative, neutral or mixed, and about what."""
