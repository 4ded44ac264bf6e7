"""Bing's entity search over Parley's graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

from msgspec import UNSET

from parley.gateways.bing.shapes import (
    Asked,
    Entities,
    EntitiesFound,
    Entity,
    Picture,
    Presentation,
    QueryContext,
)
from parley.knowledge.types import Candidate, Card, Mention

_SURE = 0.5
"""From this confidence on the first thing is the one that is meant."""
_LEAST = 0.05
_WIKIDATA = "https://www.wikidata.org/wiki/"
_HINTS: Mapping[str, str] = {
    "human": "Person",
    "country": "Country",
    "sovereign state": "Country",
    "city": "City",
    "capital": "City",
    "continent": "Continent",
    "river": "Place",
    "mountain": "Place",
    "lake": "Place",
    "book": "Book",
    "film": "Movie",
    "organization": "Organization",
}
"""What a thing is an instance of, in English → Bing's word for it."""


class Knowing(Protocol):
    """What is asked of the graph; ``knowledge.service.Knowledge`` does it."""

    async def find(self, words: str, language: str, most: int) -> tuple[Candidate, ...]:
        """Things of that name."""
        ...

    async def link(self, text: str, language: str) -> tuple[Mention, ...]:
        """Things that a text names."""
        ...

    async def card(self, id: str, language: str) -> Card | None:
        """A thing with its facts; None where there is none."""
        ...


async def entities_found(knowing: Knowing, asked: Asked, origin: str) -> EntitiesFound:
    """Things of the asked name; where there is none, those that stand in the words."""
    language = "zh" if (asked.language or asked.market).lower().startswith("zh") else "en"
    found = [*await knowing.find(asked.query, language, asked.count)]
    if not found:
        mentions = await knowing.link(asked.query, language)
        found = [each.candidates[0] for each in mentions if each.candidates][: asked.count]
    found = [each for each in found if each.confidence >= _LEAST] or found[:1]
    context = QueryContext(asked.query)
    if not found:
        return EntitiesFound(context)
    dominant = found[0].confidence >= _SURE or len(found) == 1
    value: list[Entity] = []
    for place, each in enumerate(found):
        card = await knowing.card(each.id, language) or Card(each.id, each.label)
        english = card if language == "en" else await knowing.card(each.id, "en") or card
        value.append(_entity(each, card, english.kind, origin, alone=dominant and place == 0))
    return EntitiesFound(context, Entities("DominantEntity" if dominant else "DisambiguationItems", value))


def _entity(found: Candidate, card: Card, kind: str, origin: str, *, alone: bool) -> Entity:
    page = f"{origin}/#/knowledge/{quote(found.id, safe='')}"
    wikidata = found.id[:1] == "Q" and found.id[1:].isdigit()
    picture = card.image if card.image.startswith("https://") else ""
    return Entity(
        id=page,
        web_search_url=page,
        name=found.label,
        description=card.description or found.description,
        bing_id=found.id,
        entity_presentation_info=Presentation(
            "DominantEntity" if alone else "DisambiguationItem",
            [_HINTS.get(kind.lower(), "Generic")],
            card.kind or UNSET,
        ),
        url=f"{_WIKIDATA}{found.id}" if wikidata else UNSET,
        image=Picture(found.label, picture) if picture else UNSET,
    )
