"""Files of a home, on each kind of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.files import MakeFiles
from fakes.wall_clock import WallClock
from parley.home.database.database import Database
from parley.home.files.files import Files
from parley.home.files.objects import Objects
from parley.home.vault import Vault

QUOTA = 50_000_000


@pytest.fixture
def make_files(database: Database, vault: Vault, clock: WallClock, tmp_path: Path) -> MakeFiles:
    """``make_files()`` is one process's files; a second call, another's with the same database and disk."""

    def make(quota: int = QUOTA) -> Files:
        store = Objects.at(None, tmp_path / "files")
        return Files(database, vault, store, tmp_path / "uploads", clock, quota)

    return make


@pytest.fixture
def files(make_files: MakeFiles) -> Files:
    return make_files()
