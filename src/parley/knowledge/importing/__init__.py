"""Taking facts into the graph: Wikidata's dumps, RDF, tables; each source by itself, replaced as a whole."""
