"""A month of one person's typing: keys spared before and after it was learned, here and on another device.

    .venv/bin/python benchmarks/typing_month.py --locomo locomo10.zip [--sentences 10000] [--zh …] [--en …]

The person writes 10,000 sentences in Chinese and English, in turn: real text that no pack was built from.
Chinese: what users and assistants say in CrossWOZ's test dialogues, full of the names of restaurants, hotels
and sights; English: LoCoMo's conversations, with the names and doings of twenty friends. Nothing was tuned on
either.
Of each conversation the last part is never learned: 300 sentences of each language from these are what is
measured, with nothing learned, after a tenth of the month, and after all of it. Each sentence is learned
through ``Learned``, durable before the next, on a home on disk.

**KSS** is 1 - keys / keys without any suggestion (the letters, in Chinese those of the pinyin, and one more a
word); the person looks at three suggestions before and after each letter and takes the word with one key as
soon as it is among them. Chinese before any letter: the next word; after: what the letters so far may mean,
by the decoder. Words are rjieba's and text is cut at its marks.

The other device has a copy of the records, followed over the real live feed, with tallies: it builds its own
model of them. ``after a second`` is how long, from the acknowledgement of a sentence, until a word that was
never written before is in that device's model.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import resource
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvicorn
from starlette.applications import Starlette

from parley.gateways.access import Door, Limits
from parley.gateways.home import sync
from parley.home.accounts.callers import Kind, Role, Scope
from parley.home.home import Home
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import HttpTransport
from parley.keyboard.decoding.decoder import Decoder
from parley.keyboard.engines import Engines
from parley.keyboard.learning.following import personal_of
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.prediction.predictor import Predictor
from parley.keyboard.types import Kind as Sort
from parley.keyboard.types import PersonalModel, Typed, Wishes
from parley.settings import Settings

DATA = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
SHOWN = 3
MEASURED = 300
_HAN = re.compile("[\u4e00-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass
class Person:
    """What somebody writes in one language."""

    language: str
    month: list[str]
    later: list[str]
    """Measured, never learned."""


def chinese(most: int) -> Person:
    """Of each talk the last third of what is said comes later."""
    with zipfile.ZipFile(DATA / "lm/crosswoz_test.json.zip") as archive:
        told = json.loads(archive.read(archive.namelist()[0]))
    talks = [[turn["content"] for turn in talk["messages"]] for talk in told.values()]
    cut = [[run for said in talk for run in _HAN.findall(said) if len(run) > 3] for talk in talks]
    return _split("zh", cut, most)


def english(file: Path, most: int) -> Person:
    """The ten pairs of friends of LoCoMo, session after session."""
    talks: list[list[str]] = []
    with zipfile.ZipFile(file) as archive:
        for name in sorted(each for each in archive.namelist() if each.endswith(".json")):
            told = json.loads(archive.read(name))
            sessions = sorted((int(key[8:]), key) for key in told if re.fullmatch(r"session_\d+", key))
            talks.append(
                [
                    sentence.strip()
                    for _, key in sessions
                    for turn in told[key]
                    for sentence in _SENTENCE.findall(turn.get("text", "").replace("’", "'"))
                    if len(_WORD.findall(sentence)) > 1
                ]
            )
    return _split("en", talks, most)


def _split(language: str, talks: Sequence[Sequence[str]], most: int) -> Person:
    month: list[str] = []
    later: list[str] = []
    for talk in talks:
        middle = len(talk) * 2 // 3
        month += talk[:middle]
        later += talk[middle:]
    learned = set(month[:most])
    unseen = sorted({each for each in later if each not in learned})
    random.Random(9).shuffle(unseen)
    return Person(language, month[:most], unseen[:MEASURED])


class Keys:
    """Counts the keys of a text."""

    def __init__(self, zh: Pack, en: Pack) -> None:
        self._decoder, self._next = Decoder(zh, en), {"zh": Predictor(zh), "en": Predictor(en)}
        self.packs = {"zh": zh, "en": en}

    def saved(self, person: Person, personal: Personal | None) -> float:
        """Keystroke saving of what is measured."""
        pack = self.packs[person.language]
        model = personal.view(pack) if personal is not None else None
        count = self._chinese if person.language == "zh" else self._english
        found = [count(line, model) for line in person.later]
        return 1 - sum(keys for keys, _ in found) / sum(free for _, free in found)

    def _english(self, line: str, model: PersonalModel | None) -> tuple[int, int]:
        keys = free = 0
        for found in _WORD.finditer(line):
            word, spent = found.group().lower(), len(found.group()) + 1
            for typed in range(len(word)):
                given = line[: found.start()], found.group()[:typed]
                shown = self._next["en"].suggest(*given, SHOWN + 1, model)
                three = [each.text.lower() for each in shown if each.kind != Sort.EMOJI][:SHOWN]
                if word in three:
                    spent = typed + 1
                    break
            keys, free = keys + spent, free + len(word) + 1
        return keys, free

    def _chinese(self, line: str, model: PersonalModel | None) -> tuple[int, int]:
        import rjieba
        from pypinyin import lazy_pinyin

        keys = free = 0
        before = ""
        for word in rjieba.cut(line):
            letters = "".join(lazy_pinyin(word, v_to_u=False)).replace("ü", "v")
            spent = len(letters) + 1
            shown = self._next["zh"].suggest(before, "", SHOWN + 1, model)
            if word in [each.text for each in shown if each.kind != Sort.EMOJI][:SHOWN]:
                spent = 1
            else:
                composition = self._decoder.open(Wishes(), before, model)
                for typed in range(1, len(letters)):
                    composition.set(letters[:typed])
                    offered = composition.candidates(SHOWN).candidates[:SHOWN]
                    if any(each.text == word and each.keys == typed for each in offered):
                        spent = typed + 1
                        break
            keys, free = keys + spent, free + len(letters) + 1
            before += word
        return keys, free


@dataclass
class House:
    """A home on disk, served, and a second device that follows it."""

    home: Home
    account: str
    learned: Learned
    replica: Replica
    client: SyncClient


async def serving(home: Home) -> tuple[uvicorn.Server, asyncio.Task[None], int]:
    """The real routes of sync on a port of this machine."""
    door = Door(home.tokens, Limits(requests=1e9, requests_per_second=1e9))
    config = uvicorn.Config(
        Starlette(routes=sync.routes(door, home)),
        port=0,
        lifespan="off",
        log_level="warning",
        ws="websockets-sansio",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it is uvicorn's own
        await asyncio.sleep(0.01)
    return server, task, server.servers[0].sockets[0].getsockname()[1]


def events(person: Person, pack: Pack) -> Iterator[Typed]:
    """A month's sentences as they are learned."""
    for line in person.month:
        yield Typed(tuple(pack.segmented(line)), person.language)


async def month(people: Sequence[Person], keys: Keys, folder: Path, data: Path) -> None:
    """Live through it."""
    async with await Home.open(Settings(data=str(folder / "home"))) as home:
        account = (await home.accounts.create(Role.FAMILY, "Anna")).id
        server, task, port = await serving(home)
        token = await home.tokens.issue(account, Kind.KEY, {Scope.RECORDS_READ, Scope.RECORDS_WRITE})
        replica = Replica(folder / "other.db")
        transport = HttpTransport(f"http://127.0.0.1:{port}", lambda: token, without=("photos",))
        house = House(
            home, account, Learned(home, Engines(data).knows), replica, SyncClient(replica, transport)
        )
        async with house.client.live():
            await lived(people, keys, house)
        await house.learned.close()
        await transport.close()
        replica.close()
        server.should_exit = True
        await task


async def lived(people: Sequence[Person], keys: Keys, house: House) -> None:
    """Learn sentence after sentence, and measure on the way."""
    rows = {"nothing learned": measured(people, keys, None)}
    turns = [each for person in people for each in enumerate(events(person, keys.packs[person.language]))]
    turns.sort(key=lambda each: each[0])  # the languages in turn
    took: list[float] = []
    for at, (_, event) in enumerate(turns):
        began = time.perf_counter()
        await house.learned.learn(house.account, "phone", [event])
        took.append(time.perf_counter() - began)
        if at % 250 == 0:
            print(f"\r{at:,} of {len(turns):,} sentences", end="", flush=True)
        if at == len(turns) // 10:
            rows["after a tenth"] = measured(people, keys, await here(house))
    rows["after the month"] = measured(people, keys, await here(house))
    waits = [await wait(house, number) for number in range(20)]
    other = personal_of(house.replica, time.time())
    rows["on the other device"] = measured(people, keys, other)
    show(people, rows)
    first = rows["nothing learned"]
    gains = [100 * (after / before - 1) for after, before in zip(rows["after the month"], first, strict=True)]
    print(
        "more spared, relative: "
        + ", ".join(f"{p.language} +{g:.1f} %" for p, g in zip(people, gains, strict=True))
    )
    ordered = sorted(took)
    print(
        f"learned, durable: {_ms(ordered, 0.5)} ms p50, {_ms(ordered, 0.99)} p99, of {len(took):,} sentences"
    )
    print(f"in the other device's model after {np.median(waits):.3f} s p50, {max(waits):.3f} s at most")
    await sizes(house, keys, other)


async def here(house: House) -> Personal:
    """What the typing process is given."""
    return Personal.load(await house.learned.state(house.account))


async def wait(house: House, number: int) -> float:
    """Seconds until a new word is in the other device's model."""
    word = f"neu{chr(97 + number)}wort"
    event = Typed((word,), "en", insisted=True)
    await house.learned.learn(house.account, "phone", [event])
    began = time.perf_counter()
    while time.perf_counter() - began < 10:
        found = await asyncio.to_thread(personal_of, house.replica, time.time())
        if any(word in each.numbers for each in found.vocabularies):
            break
        await asyncio.sleep(0.01)
    return time.perf_counter() - began


def measured(people: Sequence[Person], keys: Keys, personal: Personal | None) -> list[float]:
    return [100 * keys.saved(person, personal) for person in people]


def show(people: Sequence[Person], rows: dict[str, list[float]]) -> None:
    """The table."""
    print(f"\r{'KSS %, three suggestions':28}" + "".join(f"{person.language:>8}" for person in people))
    for name, values in rows.items():
        print(f"{name:28}" + "".join(f"{value:8.1f}" for value in values))


async def sizes(house: House, keys: Keys, other: Personal) -> None:
    """How large it became."""
    tallies = await house.home.records.all(house.account, "tallies")
    words = await house.home.records.all(house.account, "words")
    held = sum(len(each.document["counts"]) for each in tallies)
    print(f"records: {len(tallies)} tallies of {held / 1e6:.2f} MB, {len(words)} words of their own")
    for each in other.vocabularies:
        counts = f"{len(each):,} words, {len(each.pairs):,} pairs, {len(each.triples):,} triples"
        print(f"  {each.language}: {counts}")
    fresh = Personal.load(other.dump())
    for language, pack in keys.packs.items():
        began = time.perf_counter()
        fresh.view(pack)
        print(f"  first view over {language}: {1000 * (time.perf_counter() - began):.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"peak memory of this process, packs included: {peak} MB")


def _ms(ordered: Sequence[float], part: float) -> str:
    return f"{1000 * ordered[int(part * (len(ordered) - 1))]:.1f}"


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sentences", type=int, default=10_000, help="of the month, half of each language")
    options.add_argument("--measured", type=int, default=MEASURED, help="sentences of each language")
    options.add_argument("--locomo", type=Path, help="locomo10.zip; without it the month is in Chinese")
    options.add_argument("--zh", type=Path, default=shipped("zh"))
    options.add_argument("--en", type=Path, default=shipped("en"))
    options.add_argument("--data", type=Path, default=Path("data"), help="data folder, for installed packs")
    asked = options.parse_args()
    share = asked.sentences // (2 if asked.locomo else 1)
    people = [chinese(share), *([english(asked.locomo, share)] if asked.locomo else [])]
    for each in people:
        each.later = each.later[: asked.measured]
        print(f"{each.language}: {len(each.month):,} sentences to learn, {len(each.later)} measured")
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys(Pack.open(asked.zh), Pack.open(asked.en))
        asyncio.run(month(people, keys, Path(folder), asked.data))


if __name__ == "__main__":
    main()
