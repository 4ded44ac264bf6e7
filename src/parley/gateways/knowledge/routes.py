"""Every route of the graph."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.access import Door
from parley.gateways.knowledge.asking import knowledge_routes
from parley.gateways.knowledge.sparql import sparql_routes
from parley.home.home import Home
from parley.knowledge.endpoint import Endpoint
from parley.knowledge.service import Knowledge
from parley.settings import Settings


def graph_routes(
    door: Door, home: Home, settings: Settings, knowledge: Knowledge, endpoint: Endpoint
) -> list[BaseRoute]:
    """Questions and things; SPARQL where it is enabled; nothing where nothing is to be known."""
    if not settings.knowledge.enabled:
        return []
    sparql = sparql_routes(door, endpoint) if settings.knowledge.sparql.enabled else []
    return [*sparql, *knowledge_routes(door, knowledge, home)]
