"""The vision APIs for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from fakes.vision_apis import VisionApis


@pytest.fixture
async def house() -> AsyncGenerator[VisionApis]:
    house = VisionApis()
    yield house
    await house.jobs.stop()
    await house.client.aclose()
