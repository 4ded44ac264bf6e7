"""Finding what a person keeps, and what the house indexed, by asking for it."""
