"""The graph on disk: what is said of things, asked by pattern or by SPARQL, and which source says it."""

from parley.knowledge.graph.graph import Graph, Name
from parley.knowledge.graph.rows import BadQuery, Rows

__all__ = ["BadQuery", "Graph", "Name", "Rows"]
