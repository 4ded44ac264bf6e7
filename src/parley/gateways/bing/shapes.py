"""What Bing's APIs (v7) take and answer, as far as there is something to put into it."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from parley.search.types import LONGEST_QUERY

MOST = 50
"""Pages of one answer, as Bing's own."""
_Name = Annotated[str, Meta(max_length=20)]
_Filter = Annotated[str, Meta(max_length=200)]


class Asked(Struct, frozen=True):
    """What somebody searches. Parameters that are not named here change nothing."""

    query: Annotated[str, Meta(min_length=1, max_length=LONGEST_QUERY)] = field(name="q")
    market: _Name = field(name="mkt", default="")
    """Language and country, such as ``zh-CN``."""
    language: _Name = field(name="setLang", default="")
    count: Annotated[int, Meta(ge=1, le=MOST)] = 10
    offset: Annotated[int, Meta(ge=0, le=1_000)] = 0
    freshness: Annotated[str, Meta(max_length=30)] = ""
    """``Day``, ``Week``, ``Month``, a day, or two with ``..`` between them."""
    only: _Filter = field(name="responseFilter", default="")
    """Of ``Webpages``, ``Images``, ``RelatedSearches``, ``SpellSuggestions``; ``-Images`` leaves one out."""
    decorated: bool = field(name="textDecorations", default=False)
    format: _Name = field(name="textFormat", default="Raw")
    """``Raw`` or ``HTML``: how what was looked for is marked."""


class AskedSpelling(Struct, frozen=True):
    """What somebody wrote; it may stand in the body instead."""

    text: Annotated[str, Meta(max_length=10_000)] = field(name="Text", default="")
    market: _Name = field(name="mkt", default="")


class QueryContext(Struct, frozen=True):
    original: str = field(name="originalQuery")


class WebPage(Struct, frozen=True, rename="camel"):
    id: str
    name: str
    url: str
    display_url: str
    snippet: str
    language: str | UnsetType = UNSET
    date_last_crawled: str | UnsetType = UNSET
    """When the page was written or last changed, as far as it is known."""


class WebPages(Struct, frozen=True, rename="camel"):
    web_search_url: str
    total_estimated_matches: int
    value: list[WebPage]


class OtherQuery(Struct, frozen=True, rename="camel"):
    text: str
    display_text: str
    web_search_url: str


class Queries(Struct, frozen=True):
    id: str
    value: list[OtherQuery]


class Image(Struct, frozen=True, rename="camel"):
    image_id: str
    name: str
    content_url: str
    """Needs the same key, as ``Authorization: Bearer``."""
    thumbnail_url: str
    host_page_url: str
    encoding_format: str = "jpeg"
    date_published: str | UnsetType = UNSET


class Images(Struct, frozen=True, rename="camel", tag_field="_type", tag="Images"):
    web_search_url: str
    total_estimated_matches: int
    next_offset: int
    value: list[Image]
    query_context: QueryContext | UnsetType = UNSET


class Ranked(Struct, frozen=True):
    id: str


class RankingItem(Struct, frozen=True, rename="camel"):
    answer_type: str
    result_index: int
    value: Ranked


class RankingGroup(Struct, frozen=True):
    items: list[RankingItem]


class Ranking(Struct, frozen=True):
    mainline: RankingGroup


class Searched(Struct, frozen=True, rename="camel", tag_field="_type", tag="SearchResponse"):
    """The answer of a web search; what nothing was found of is left out, as Bing leaves it."""

    query_context: QueryContext
    web_pages: WebPages | UnsetType = UNSET
    images: Images | UnsetType = UNSET
    related_searches: Queries | UnsetType = UNSET
    spell_suggestions: Queries | UnsetType = UNSET
    ranking_response: Ranking | UnsetType = UNSET


class Presentation(Struct, frozen=True, rename="camel"):
    entity_scenario: str
    """``DominantEntity``, or ``DisambiguationItem`` where several may be meant."""
    entity_type_hints: list[str]
    entity_type_display_hint: str | UnsetType = UNSET


class Picture(Struct, frozen=True, rename="camel"):
    name: str
    thumbnail_url: str


class Entity(Struct, frozen=True, rename="camel", tag_field="_type", tag="Thing"):
    id: str
    web_search_url: str
    name: str
    description: str
    bing_id: str
    """The thing's name in Parley's graph; Wikidata's where it has one."""
    entity_presentation_info: Presentation
    url: str | UnsetType = UNSET
    image: Picture | UnsetType = UNSET


class Entities(Struct, frozen=True, rename="camel"):
    query_scenario: str
    value: list[Entity]


class EntitiesFound(Struct, frozen=True, rename="camel", tag_field="_type", tag="SearchResponse"):
    query_context: QueryContext
    entities: Entities | UnsetType = UNSET


class SearchSuggestion(Struct, frozen=True, rename="camel"):
    url: str
    display_text: str
    query: str
    search_kind: str = "WebSearch"


class SuggestionGroup(Struct, frozen=True, rename="camel"):
    name: str
    search_suggestions: list[SearchSuggestion]


class Suggestions(Struct, frozen=True, rename="camel", tag_field="_type", tag="Suggestions"):
    query_context: QueryContext
    suggestion_groups: list[SuggestionGroup]


class Better(Struct, frozen=True):
    suggestion: str
    score: float
    """How alike the two are, from 0 to 1."""


class Flagged(Struct, frozen=True):
    offset: int
    token: str
    type: str
    suggestions: list[Better]


class SpellChecked(Struct, frozen=True, rename="camel", tag_field="_type", tag="SpellCheck"):
    flagged_tokens: list[Flagged]
