"""What tests of seeing share."""

from __future__ import annotations

from typing import Any

import pytest

from fakes import reader as readers


@pytest.fixture(scope="session")
def reader() -> Any:
    """A real reader of text."""
    return readers.reader()
