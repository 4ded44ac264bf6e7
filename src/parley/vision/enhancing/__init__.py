"""Photos made better: what is done to one is a recipe of named steps; the original stays as it is."""
