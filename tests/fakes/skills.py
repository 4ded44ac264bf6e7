"""The skills that come with Parley: all of them to understand with, or the few that a test needs."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import parley.skills
from fakes.wall_clock import MORNING
from parley.skills.service import Skills


class StoppedClock:
    """Always shows Saturday, 21 November 2026, 9:30 in Shanghai, whatever a test's own clock does."""

    def now(self) -> datetime:
        return MORNING

    def zone(self) -> tzinfo:
        return ZoneInfo("Asia/Shanghai")


@cache
def understanding_skills() -> Skills:
    """All skills without a home, which understand and keep nothing: the same ones for a whole process.

    Each file of tests would load them, and compile what is said in it, by itself otherwise.
    """
    return Skills.load(StoppedClock())


def only(folder: Path, *names: str) -> Path:
    """A folder with some skills in it."""
    there = folder / "some skills"
    there.mkdir(exist_ok=True)
    for name in names:
        (there / name).symlink_to(Path(parley.skills.__file__).parent / name, target_is_directory=True)
    return there
