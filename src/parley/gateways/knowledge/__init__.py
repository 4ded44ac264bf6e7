"""The graph over HTTP: pages of things, questions, names in a text, and SPARQL."""
