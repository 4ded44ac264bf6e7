"""Finding: what belongs to a person, and the pages they chose to index."""
