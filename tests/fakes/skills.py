"""A few of the skills that come with Parley, for tests that need no others: they load in a moment."""

from __future__ import annotations

from pathlib import Path

import parley.skills


def only(folder: Path, *names: str) -> Path:
    """A folder with some skills in it."""
    there = folder / "some skills"
    there.mkdir(exist_ok=True)
    for name in names:
        (there / name).symlink_to(Path(parley.skills.__file__).parent / name, target_is_directory=True)
    return there
