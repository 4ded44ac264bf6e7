"""Several processes of one server learn for one device in the same instant, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from fakes.records import MemoryHome
from parley.keyboard.learning import tallies
from parley.keyboard.learning.counts import gain
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.learning.personal import Personal
from parley.keyboard.types import Typed


@pytest.fixture
def home() -> MemoryHome:
    return MemoryHome()


@pytest.fixture
async def processes(home: MemoryHome) -> AsyncIterator[tuple[Learned, Learned]]:
    made = Learned(home), Learned(home)
    yield made
    for each in made:
        await each.close()


def said(*words: str) -> list[Typed]:
    return [Typed(words, "zh")]


async def counted(home: MemoryHome) -> dict[str, float]:
    """Word → how often it was written, as a process that begins now reads it."""
    fresh = Learned(home)
    several = Personal.load(await fresh.state("anna")).vocabularies
    await fresh.close()
    return {
        text: round(own.weights[number] / gain(own.used.max()), 1)
        for own in several
        for number, text in enumerate(own.texts)
        if number
    }


async def tidied() -> None:
    """Wait until no tallies are being added up, nor looked at."""
    while some := [each for each in asyncio.all_tasks() if each.get_name().startswith("parley-keyboard")]:
        await asyncio.gather(*some)


async def test_two_that_learn_in_the_same_instant_lose_nothing(
    home: MemoryHome, processes: tuple[Learned, Learned]
) -> None:
    one, other = processes
    await one.learn("anna", "phone", said("我"))
    await other.state("anna")  # both have at hand now what the phone's counts are added to
    for _ in range(5):
        await asyncio.gather(
            one.learn("anna", "phone", said("去")), other.learn("anna", "phone", said("北京"))
        )
    assert await counted(home) == {"我": 1, "去": 5, "北京": 5}


async def test_what_one_adds_to_may_be_added_up_by_another(
    home: MemoryHome, processes: tuple[Learned, Learned], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "OPEN_BYTES", 150)
    monkeypatch.setattr(tallies, "_TOGETHER", 3)
    monkeypatch.setattr(tallies, "MOST_TALLIES", 2)
    for number in range(40):
        word = chr(0x4E00 + number)
        await asyncio.gather(
            *(each.learn("anna", f"device {number % 3}", said("我", word)) for each in processes)
        )
    await tidied()
    # Either may have tallies open when they stop, or have added up the other's too: how many is chance.
    assert len(await home.records.all("anna", "tallies")) <= 12, "far fewer than the eighty that were learned"
    for number in range(3):
        await processes[0].learn("anna", f"device {number}", said("我"))
    await tidied()
    assert len(await home.records.all("anna", "tallies")) <= 6, "a tally or two for each device at the most"
    assert await counted(home) == {"我": 83, **{chr(0x4E00 + number): 2 for number in range(40)}}


async def test_what_was_forgotten_does_not_come_back_with_what_another_adds(
    home: MemoryHome, processes: tuple[Learned, Learned], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = processes
    await one.learn("anna", "phone", said("我", "聂拉木"))
    await other.state("anna")
    await tidied()
    monkeypatch.setattr(other, "_heard", lambda account: None)  # the news is still on its way
    await one.forget_all("anna")
    await other.learn("anna", "phone", said("去"))
    assert await counted(home) == {"去": 1}


async def test_a_word_is_forgotten_and_what_another_added_meanwhile_is_not(
    home: MemoryHome, processes: tuple[Learned, Learned], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = processes
    await one.learn("anna", "phone", said("我", "聂拉木"))
    await other.state("anna")
    await tidied()
    monkeypatch.setattr(one, "_heard", lambda account: None)
    await other.learn("anna", "phone", said("聂拉木", "北京"))
    assert await one.forget("anna", "聂拉木")
    assert await counted(home) == {"我": 1, "北京": 1}
