"""Wikidata's JSON dump: one entity a line, turned into triples."""
