"""The engine of the house's index, as the settings have it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from parley.errors import BadSettings
from parley.search.engines.opensearch import OpenSearchEngine
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.engines.worded import Worded
from parley.search.types import Engine
from parley.settings.search import Search


def house_engine(settings: Search, data: Path, environment: Mapping[str, str] = os.environ) -> Engine:
    """The index that everybody shares, in the folder ``search`` of the data folder unless it is elsewhere.

    Slow: it opens files or asks a server. Raises ``MissingEngine``, ``BadSettings``, ``SearchFailed``.
    """
    folder = data / "search"
    if settings.engine == "sqlite":
        return SQLiteEngine(folder / "house.db")
    if settings.engine == "tantivy":
        return Worded(TantivyEngine(folder / "tantivy"), folder / "words.db")
    if not settings.url.startswith(("http://", "https://")):
        raise BadSettings("search.engine is opensearch: search.url must be its address.")
    name, _, password = environment.get(settings.login_variable, "").partition(":")
    login = (name, password) if name else None
    return Worded(OpenSearchEngine(settings.url, settings.index, login), folder / "words.db")
