"""Settings of the index that everybody in the house shares."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """What searches the pages and folders that the house indexes for everybody. What belongs to a person is
    found in their home's own database, whatever stands here."""

    engine: Annotated[str, Meta(pattern=r"^(sqlite|tantivy|opensearch)\Z")] = "sqlite"
    """``sqlite``; ``tantivy`` for large collections (``pip install 'parley[search]'``); ``opensearch`` for an
    index beyond this machine."""
    url: Annotated[str, Meta(max_length=500)] = ""
    """Address of OpenSearch, such as ``https://search.example:9200``."""
    index: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}\Z")] = "parley"
    """Name of the index at OpenSearch."""
    login_variable: Annotated[str, Meta(max_length=100)] = "OPENSEARCH_LOGIN"
    """Name of the environment variable that holds ``name:password`` for OpenSearch; not set for none."""
    model: Annotated[str, Meta(max_length=200)] = ""
    """Model of sentence vectors, such as ``all-minilm-l6-v2`` or ``NAME/model`` of an upstream: pages that
    say the same in other words are found, too. Empty for words only."""
