"""What can go wrong with an index."""

from __future__ import annotations

from typing import ClassVar

from parley.errors import ParleyError


class SearchFailed(ParleyError):
    """An index cannot be read or written: no such folder, a full disk, a server that does not answer."""

    code: ClassVar[str] = "search_failed"
