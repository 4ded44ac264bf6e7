"""Settings of the library of photos."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Photos(Struct, frozen=True, forbid_unknown_fields=True):
    """People's photos."""

    index: bool = True
    """Look at every photo in the background: text, things, faces, colours, likeness. Else photos are found
    by time, place and caption alone."""
    previews_mb: Annotated[int, Meta(ge=10, le=1_000_000)] = 2_000
    """Megabytes of small pictures that are kept, of everybody; those that nobody looks at go first."""
