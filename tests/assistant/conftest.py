"""Conversations are tested in virtual time."""

from __future__ import annotations

import pytest

from fakes.virtual_time import VirtualTimePolicy


@pytest.fixture
def event_loop_policy() -> VirtualTimePolicy:
    return VirtualTimePolicy()
