"""What follows from what ships is made once for all houses of a user; what is a house's own stays in it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from fakes.skills import only, understanding_skills
from fakes.wall_clock import WallClock
from parley import cache
from parley.errors import Unsupported
from parley.language.messages import Messages
from parley.language.understanding import expressions
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, words
from parley.settings import Settings
from parley.settings.around import News
from parley.skills import kept, service
from parley.skills.frame import House
from parley.skills.guessing import Guesser
from parley.skills.learning import shelf, shipped
from parley.skills.learning.curriculum import Part, curriculum, key
from parley.skills.learning.keeping import Kept
from parley.skills.loading import OWN, load_folder
from parley.skills.news.handlers import news_types
from parley.skills.sentences import read_sentences
from parley.skills.service import Skills
from parley.skills.types import Announcement

SENTENCES = "intents:\n  lamp.on:\n    - (switch|turn) on the lamp\n  lamp.off:\n    - turn the lamp off\n"


FILLED = cache.place("sentences")
"""Where all other tests have the sentences that ship."""


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache, in which nothing is yet; nor is anything kept in this process."""
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_sentences", {})
    return tmp_path / "cache"


@pytest.fixture
def filled(shared: Path) -> Path:
    """The cache with the sentences of all skills but one: those not as they ship are compiled anew."""
    left_out = shutil.ignore_patterns("news-*", "cow*", "*.part")
    if FILLED.exists():
        shutil.copytree(FILLED, shared / "sentences", ignore=left_out)
    return shared


def _all(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def _names(folder: Path) -> set[str]:
    return {each.name.rpartition("-")[0] for each in folder.glob("*")}


def _house(settings: Settings) -> Callable[[Mapping[str, Messages]], House]:
    async def nobody(_: Announcement) -> None:
        raise Unsupported("Nobody is here.")

    def made(messages: Mapping[str, Messages]) -> House:
        return House(WallClock(), None, nobody, messages, lambda _: (), settings)

    return made


# Sentences.


def test_sentences_that_ship_are_compiled_for_all_houses(tmp_path: Path, shared: Path) -> None:
    load_folder(OWN / "news", _house(Settings(data=str(tmp_path / "house"))))
    assert _names(shared / "sentences") == {"news"}
    assert not (tmp_path / "house").exists()


def test_those_with_names_of_a_house_s_settings_stay_in_the_house(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_name(settings: Settings) -> Mapping[str, SlotType]:
        named = words(dict.fromkeys([*settings.news.feeds, "bbc"], 1))
        return {**news_types(settings), "source": named}

    monkeypatch.setattr("parley.skills.news.handlers.news_types", by_name)
    feeds = {"zanzibar gazette": "https://x.example/feed"}
    settings = Settings(data=str(tmp_path / "house"), news=News(feeds=feeds))
    first = load_folder(OWN / "news", _house(settings)).sentences
    assert not shared.exists() or b"zanzibar" not in _all(shared)
    assert b"zanzibar" in _all(tmp_path / "house/cache/sentences")
    kept._sentences.clear()  # pyright: ignore[reportPrivateUsage] - as in another process
    again = load_folder(OWN / "news", _house(settings)).sentences
    assert again.templates[0].clauses == first.templates[0].clauses
    assert _names(tmp_path / "house/cache/sentences") == {"news"}


def test_those_of_a_skill_of_one_s_own_stay_in_the_house(tmp_path: Path, filled: Path) -> None:
    own = tmp_path / "house/skills/cow"
    own.mkdir(parents=True)
    (own / "handlers.py").write_text(
        "from parley.skills.frame import Ask, Skill, handles\n"
        "class Cow(Skill):\n"
        "    @handles('cow.moo')\n"
        "    async def moo(self, ask: Ask):\n"
        "        return ask.reply('moo')\n"
    )
    (own / "sentences.en.yaml").write_text("intents: {cow.moo: [what does bluebell say]}\n")
    (own / "replies.en.yaml").write_text("moo: Moo.\n")
    skills = Skills.load(WallClock(), settings=Settings(data=str(tmp_path / "house")))
    assert skills.understand("what does bluebell say", "en") is not None
    assert "cow" not in _names(filled / "sentences") and "news" in _names(filled / "sentences")
    assert b"bluebell" not in _all(filled)
    assert _names(tmp_path / "house/cache/sentences") == {"cow"}


# What is learned.


def _parts(folder: Path, more: str = "") -> list[Part]:
    folder.mkdir(exist_ok=True)
    (folder / "sentences.en.yaml").write_text(SENTENCES + more)
    return [("lamp", read_sentences(folder, COMMON), {})]


class _Here(Kept):
    """Has processes' work done in this one, and counts it."""

    done: list[str]

    def _run(self, command: Sequence[str], said: bytes = b"") -> int:
        self.done = [*getattr(self, "done", []), command[0].rpartition(".")[2]]
        if command[0] == shipped.__name__:
            return shipped.main(command[1:])
        return super()._run(command, said)


@pytest.fixture
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """A skill of two intents is all that ships."""
    parts = _parts(tmp_path / "ships")
    monkeypatch.setattr(shipped, "parts", lambda: parts)
    monkeypatch.setattr("os.nice", lambda _: 0)
    return parts


def test_it_is_learned_once_for_all_houses(tmp_path: Path, ships: list[Part], shared: Path) -> None:
    houses = [_Here(tmp_path / name) for name in ("a", "b")]
    name = key(ships)
    assert houses[0].read(name) is None
    assert houses[0].learned(name, lambda: curriculum(ships), ships=True) is not None
    assert houses[0].done == ["shipped"]
    for house in (tmp_path / "a", tmp_path / "b"):
        (house / "old.npz").parent.mkdir(exist_ok=True)
        (house / "old.npz").write_bytes(b"what was learned before")
        guesser = Guesser(ships, house)
        assert guesser.load()
        assert guesser.guess("could you switch that lamp on", "en")
        assert [each.name for each in house.iterdir()] == ["said.en.txt"]
    model = next(shared.rglob(shelf.MODEL)).stat()
    assert shipped.main([]) == 0  # it is there
    assert next(shared.rglob(shelf.MODEL)).stat().st_ino == model.st_ino


def test_what_a_house_adds_is_learned_in_the_house(tmp_path: Path, ships: list[Part], shared: Path) -> None:
    own = _parts(tmp_path / "own", "    - douse the bluebell\n")
    house = _Here(tmp_path / "house")
    assert house.learned(key(own), lambda: curriculum(own), ships=True) is not None
    assert house.done == ["shipped", "school"]
    assert b"bluebell" in _all(tmp_path / "house")
    assert b"bluebell" not in _all(shared)
    assert not [each for each in shared.rglob("*") if each.is_file() and each.name != "lock"]


def test_a_broken_file_is_learned_anew(tmp_path: Path, ships: list[Part], shared: Path) -> None:
    assert shipped.main([]) == 0
    (model,) = shared.rglob(shelf.MODEL)
    whole = model.read_bytes()
    for broken in (b"", whole[:1000], whole[:3000] + b"x" * 100 + whole[3100:]):
        model.write_bytes(broken)
        assert shelf.read(key(ships)) is None
        assert shipped.main([]) == 0
        assert shelf.read(key(ships)) is not None
    model.chmod(0o666)  # anybody may have written it
    assert shelf.read(key(ships)) is None


def test_what_was_of_use_last_stays(tmp_path: Path, ships: list[Part], shared: Path) -> None:
    for number in range(shelf.MOST + 2):
        (shared / f"understanding/{number}").mkdir(parents=True)
    assert shipped.main([]) == 0
    there = {each.name for each in (shared / "understanding").iterdir()} - {"lock"}
    assert len(there) == shelf.MOST and key(ships) in there


class _OfALamp(Kept):
    """What ships is learned in a process for which a skill of two intents is all that does."""

    program: Path
    ended = 0

    def _run(self, command: Sequence[str], said: bytes = b"") -> int:
        if command[0] != shipped.__name__:
            return super()._run(command, said)
        self.ended = super()._run((self.program.stem, *command[1:]), said)
        return self.ended


def test_where_nothing_can_be_kept_the_house_learns_by_itself(
    tmp_path: Path, ships: list[Part], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.write_text("no folder")
    house = _OfALamp(tmp_path / "house")
    house.program = tmp_path / "lamps_ship.py"
    house.program.write_text(
        "import sys\nfrom pathlib import Path\n"
        "from parley.language.understanding.slot_types import COMMON\n"
        "from parley.skills.learning import shipped\n"
        "from parley.skills.sentences import read_sentences\n"
        f"sentences = read_sentences(Path({str(tmp_path / 'ships')!r}), COMMON)\n"
        "shipped.parts = lambda: [('lamp', sentences, {})]\n"
        "sys.exit(shipped.main(sys.argv[1:]))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert house.learned(key(ships), lambda: curriculum(ships), ships=True) is not None
    assert house.ended not in (0, shipped.OTHERS)  # it knew what to learn, and had no place for it
    assert Guesser(ships, tmp_path / "house").load()


@pytest.mark.usefixtures("filled")
def test_any_house_s_sentences_are_those_that_ship() -> None:
    """Its rooms and people are not among them, so that what is learned for all holds for it."""
    skills = understanding_skills()
    parts = [(each.name, each.sentences, each.skill.slot_types()) for each in skills.known.installed]
    assert key(parts) == key(shipped.parts())


async def test_what_ships_is_compiled_for_all_houses_and_not_by_each(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A house that would have to compile thousands has them compiled where no house is seen, once."""
    monkeypatch.setattr(expressions, "_made", {})
    monkeypatch.setattr(service, "PAUSE", 0.0)
    monkeypatch.setattr(service, "_MANY", 10)
    asked: list[Path] = []
    few = frozenset({"[a-z]+ lamp", "lamp [0-9]"})

    def compiled(self: Kept) -> None:
        asked.append(self._folder)  # pyright: ignore[reportPrivateUsage]
        expressions.keep(few)

    monkeypatch.setattr(Kept, "compiled", compiled)
    monkeypatch.setattr(Skills, "warm", lambda *_: done.set())
    done = threading.Event()
    house = Skills.load(
        WallClock(), folder=only(tmp_path, "chance"), settings=Settings(data=str(tmp_path / "house"))
    )
    await house.start()
    assert await asyncio.to_thread(done.wait, 30)
    await house.stop()
    assert asked == [tmp_path / "house/understanding"]
    assert all(map(expressions.known, few))
