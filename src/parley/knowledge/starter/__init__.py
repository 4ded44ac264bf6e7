"""The graph that comes with the house: facts of the world from open data, made by a script."""
