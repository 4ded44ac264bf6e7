"""What is learned on one device is known on the others, survives anything, and can be seen and forgotten."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fakes import doomed_writer
from fakes.records import MemoryHome
from parley.errors import TooLong
from parley.home.accounts.callers import Role
from parley.home.collections import checked
from parley.home.database.database import DatabaseFailed
from parley.home.home import Home
from parley.keyboard.learning import keeping, tallies
from parley.keyboard.learning.counts import gain
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.learning.personal import Personal
from parley.keyboard.learning.types import LearnedWord
from parley.keyboard.types import Typed
from parley.settings import Settings

KNOWN = {"我", "去", "北京", "the", "cat"}


@pytest.fixture
def home() -> MemoryHome:
    return MemoryHome()


@pytest.fixture
async def learned(home: MemoryHome) -> AsyncIterator[Learned]:
    made = Learned(home, known=lambda _, text: text in KNOWN)
    yield made
    await made.close()


def said(*words: str, language: str = "zh", **more: Any) -> Typed:
    return Typed(words, language, **more)


async def weights(learned: Learned, account: str = "anna") -> dict[str, float]:
    """Word → how often it was written."""
    own = Personal.load(await learned.state(account))
    now = max((float(each.used.max()) for each in own.vocabularies), default=0)
    return {
        text: round(float(each.weights[number]) / gain(now), 1)
        for each in own.vocabularies
        for number, text in enumerate(each.texts)
        if number
    }


async def settled() -> None:
    """Let what follows from a write happen."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)


async def test_what_is_learned_is_there_after_a_restart(home: MemoryHome, learned: Learned) -> None:
    await learned.learn("anna", "phone", [said("我", "去", "北京"), said("the", "cat", language="en")])
    await learned.learn("anna", "phone", [said("我", "去", "聂拉木", reading="wo qu nie la mu")])
    again = Learned(home)
    assert await weights(again) == {"我": 2, "去": 2, "北京": 1, "聂拉木": 1, "the": 1, "cat": 1}
    assert await weights(again, "bob") == {}
    await again.close()


async def test_devices_add_up_without_writing_to_each_other_s_records(
    home: MemoryHome, learned: Learned
) -> None:
    for device in ("phone", "laptop", "phone", "tv"):
        await learned.learn("anna", device, [said("我", "去")])
    records = await home.records.all("anna", "tallies")
    assert len(records) == 3 and len({each.document["device"] for each in records}) == 3
    assert not any(name in str(each.document) for each in records for name in ("phone", "laptop", "我"))
    assert await weights(Learned(home)) == {"我": 4, "去": 4}


async def test_what_another_process_writes_is_noticed(home: MemoryHome, learned: Learned) -> None:
    told: list[str] = []

    async def hear(account: str) -> None:
        told.append(account)

    learned.changed.append(hear)
    await learned.learn("anna", "phone", [said("我")])
    await settled()
    assert told == [], "its own writing is no news"
    other = Learned(home)
    await other.learn("anna", "laptop", [said("去")])
    await settled()
    assert told == ["anna"]
    assert await weights(learned) == {"我": 1, "去": 1}
    await learned.learn("anna", "phone", [said("我")])
    await settled()
    assert await weights(other) == {"我": 2, "去": 1}
    await home.records.put("anna", "notes", "n", {"title": "x"})
    await home.records.put("bob", "words", "w", {"text": "x"})
    await settled()
    assert told == ["anna"], "other records are none of its business"
    await home.records.put("anna", "words", "w", {"text": "聂拉木", "language": "zh", "weight": 3.0})
    await settled()
    assert told == ["anna", "anna"] and (await weights(learned))["聂拉木"] == pytest.approx(3)
    await other.close()


async def test_many_at_once_lose_nothing(home: MemoryHome, learned: Learned) -> None:
    other = Learned(home)
    houses = [learned, other]

    async def write(number: int) -> None:
        await asyncio.sleep(0.001 * (number % 7))
        await houses[number % 2].learn("anna", f"device {number % 4}", [said(f"w{number % 5}", "all")])

    await asyncio.gather(*(write(number) for number in range(80)))
    await settled()
    for place in (learned, other, Learned(home)):
        counted = {"all": 80, **{f"w{number}": 16 for number in range(5)}}
        assert await weights(place) == pytest.approx(counted, rel=0.01)
    await other.close()


async def test_of_those_who_have_not_typed_for_longest_nothing_stays_at_hand(
    home: MemoryHome, learned: Learned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_MOST_AT_HAND", 2)
    told: list[str] = []

    async def hear(account: str) -> None:
        told.append(account)

    learned.changed.append(hear)
    for account in ("anna", "bob", "anna", "owner", "anna", "bob"):
        await learned.learn(account, "phone", [said("我")])
        await settled()
    assert told == ["bob", "owner"]
    assert await weights(learned) == {"我": 3} and await weights(learned, "bob") == {"我": 2}


async def test_words_of_one_s_own_are_records_to_look_at(home: MemoryHome, learned: Learned) -> None:
    await learned.learn("anna", "phone", [said("我", "去", "聂拉木", reading="wo qu nie la mu")])
    await learned.learn("anna", "phone", [said("teh", language="en")])
    own = await learned.own("anna")
    assert [(each.text, each.reading, each.kept) for each in own.words] == [("聂拉木", "nie la mu", False)]
    await learned.learn("anna", "phone", [said("teh", language="en", insisted=True)])
    await learned.learn("anna", "phone", [said("the", language="en", replaced="hte")])
    own = await learned.own("anna", "en")
    assert [(each.text, each.kept) for each in own.words] == [("teh", True)]
    assert [(each.typed, each.text) for each in own.corrections] == [("hte", "the")]
    assert {(each.first, each.second) for each in (await learned.own("anna")).pairs} >= {("我", "去")}
    kept = await home.records.all("anna", "words")
    assert {each.document["text"] for each in kept} == {"聂拉木", "teh"}
    assert [each.text for each in (await learned.own("anna", most=1)).words] == ["teh"]


async def test_a_word_is_forgotten_everywhere(home: MemoryHome, learned: Learned) -> None:
    other = Learned(home, known=lambda _, text: text in KNOWN)
    for place, device in ((learned, "phone"), (other, "laptop"), (learned, "tv")):
        await place.learn("anna", device, [said("我", "去", "聂拉木", reading="wo qu nie la mu")])
        await settled()
    told: list[str] = []

    async def hear(account: str) -> None:
        told.append(account)

    other.changed.append(hear)
    assert (await weights(other))["聂拉木"] == 3
    assert await learned.forget("anna", "聂拉木")
    await settled()
    assert told == ["anna"]
    for place in (learned, other, Learned(home)):
        assert await weights(place) == {"我": 3, "去": 3}
    assert await home.records.all("anna", "words") == []
    assert not await learned.forget("anna", "聂拉木")
    await other.close()


async def test_everything_is_forgotten(home: MemoryHome, learned: Learned) -> None:
    await learned.learn("anna", "phone", [said("我", "聂拉木", reading="wo nie la mu")])
    await learned.learn("bob", "phone", [said("我")])
    await learned.forget_all("anna")
    assert await weights(learned) == {} and await weights(Learned(home)) == {}
    assert home.kept("words") == 0 and await weights(learned, "bob") == {"我": 1}
    await learned.learn("anna", "phone", [said("去")])
    assert await weights(Learned(home)) == {"去": 1}


async def test_a_full_disk_loses_nothing_and_learns_nothing(home: MemoryHome, learned: Learned) -> None:
    await learned.learn("anna", "phone", [said("我")])
    home.full = True
    with pytest.raises(DatabaseFailed):
        await learned.learn("anna", "phone", [said("去")])
    home.full = False
    await settled()
    await learned.learn("anna", "phone", [said("北京")])
    assert await weights(learned) == await weights(Learned(home)) == {"我": 1, "北京": 1}


async def test_tallies_stay_few_and_small(
    home: MemoryHome, learned: Learned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "OPEN_BYTES", 400)
    monkeypatch.setattr(tallies, "_TOGETHER", 4)
    monkeypatch.setattr(tallies, "MOST_TALLIES", 12)
    for number in range(120):
        words = [chr(0x4E00 + (number * 7 + each * 31) % 500) for each in range(12)]
        await learned.learn("anna", f"device {number % 3}", [said(*words)])
    await settled()
    records = await home.records.all("anna", "tallies")
    assert len(records) <= 12
    assert sum((await weights(learned)).values()) == pytest.approx(120 * 12, rel=1e-3)
    assert await weights(Learned(home)) == pytest.approx(await weights(learned), rel=1e-2)


async def test_what_was_added_up_does_not_count_twice(home: MemoryHome, learned: Learned) -> None:
    """A crash between writing a sum and dropping its parts, and two processes that made the same sum."""
    await learned.learn("anna", "phone", [said("我")])
    (record,) = await home.records.all("anna", "tallies")
    twice = {**record.document, "holds": [record.id], "device": ""}
    await home.records.put("anna", "tallies", "sum1", twice)
    await home.records.put("anna", "tallies", "sum2", twice)
    assert await weights(Learned(home)) == {"我": 1}


async def test_a_damaged_tally_costs_only_itself(home: MemoryHome, learned: Learned) -> None:
    await learned.learn("anna", "phone", [said("我")])
    await home.records.put("anna", "tallies", "bad", {"language": "zh", "counts": "AAAA"})
    assert await weights(Learned(home)) == {"我": 1}


async def test_much_at_once_is_split_into_records(home: MemoryHome, learned: Learned) -> None:
    random = Random(9)
    events = [said(*("".join(random.choices("abcdefghij", k=5)) for _ in range(100))) for _ in range(200)]
    await learned.learn("anna", "phone", events)
    records = await home.records.all("anna", "tallies")
    assert len(records) > 1
    for each in records:
        checked("tallies", each.document)
    before, after = await weights(learned), await weights(Learned(home))
    assert before == pytest.approx(after, rel=1e-2) and len(before) > 10_000
    with pytest.raises(TooLong):
        await learned.learn("anna", "phone", [said("x")] * 501)


async def test_imported_words_are_there_and_importing_again_changes_nothing(
    home: MemoryHome, learned: Learned
) -> None:
    words = [LearnedWord("聂拉木", "zh", "nie la mu", 3.0), LearnedWord("Parley", "en", kept=True)]
    assert await learned.take_in("anna", words) == 2
    assert await learned.take_in("anna", words) == 0
    assert home.kept("words") == 2
    again = Learned(home)
    assert {each.text: each.weight for each in (await again.own("anna")).words} == {
        "聂拉木": pytest.approx(3.0),
        "Parley": pytest.approx(1.0),
    }
    with pytest.raises(TooLong):
        await learned.take_in("anna", [LearnedWord(f"w{n:x}".replace("0", "z"), "en") for n in range(30_000)])


async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    async with await Home.open(settings) as home:
        account = (await home.accounts.create(Role.OWNER)).id
    writer = await asyncio.create_subprocess_exec(
        sys.executable, doomed_writer.__file__, str(tmp_path), account, stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    acknowledged = [int(await writer.stdout.readline()) for _ in range(60)]
    writer.send_signal(signal.SIGKILL)
    await writer.wait()
    async with await Home.open(settings) as home:
        own = Personal.load(await Learned(home).state(account))
    (vocabulary,) = own.vocabularies
    counted = {text: vocabulary.weights[number] for number, text in enumerate(vocabulary.texts)}
    written = [f"w{chr(97 + number % 26)}{number // 26}" for number in acknowledged]
    assert [word for word in written if not counted.get(word)] == []
    assert counted["always"] / counted[written[0]] >= len(acknowledged) * 0.99
