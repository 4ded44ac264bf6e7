"""Real recordings, which lie outside the repository; tests that use them skip where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

TEST_DATA = Path(
    os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[1].parent / "shared" / "data"
)
"""Folder of the recordings; its README says what is there."""

needs_data = pytest.mark.skipif(not TEST_DATA.is_dir(), reason="PARLEY_TEST_DATA holds no recordings")
