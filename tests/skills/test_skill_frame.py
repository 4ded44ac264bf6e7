"""A stranger adds a skill; the recogniser's grammar; what is told when files do not fit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import parley.skills
from fakes.wall_clock import WallClock
from parley.errors import Unsupported
from parley.skills.frame import BadSkill, Bound
from parley.skills.service import Skills
from parley.skills.types import Context, Understanding

FOLDER = Path(parley.skills.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/sentences.en.yaml"))


@pytest.fixture
def coin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The skill of the frame's own documentation, in a folder of its own."""
    folder = tmp_path / "coin"
    folder.mkdir()
    (folder / "sentences.en.yaml").write_text(
        'examples: [Flip a coin.]\nintents: {coin.flip: ["(flip|toss) a coin"]}\n'
    )
    (folder / "replies.en.yaml").write_text("heads: Heads.\ntails: Tails.\n")
    (folder / "handlers.py").write_text(
        "import random\n"
        "from parley.skills.frame import Ask, Skill, handles\n"
        "from parley.skills.types import Reply\n"
        "class Coin(Skill):\n"
        '    @handles("coin.flip")\n'
        "    async def flip(self, ask: Ask) -> Reply:\n"
        '        return ask.reply(random.choice(["heads", "tails"]))\n'
    )
    monkeypatch.setattr(parley.skills, "__path__", [*parley.skills.__path__, str(tmp_path)])
    return folder


def load(folder: Path) -> Skills:
    return Skills.load(WallClock(), folder=folder)


async def test_a_stranger_s_skill_is_found_by_its_folder(coin: Path) -> None:
    skills = load(coin.parent)
    understanding = skills.understand("could you flip a coin please")
    assert understanding is not None
    assert understanding.skill == "coin"
    assert (await skills.act(understanding, Context())).text in ("Heads.", "Tails.")
    assert "(flip|toss) a coin" in skills.grammar("en").sentences[0]
    assert skills.grammar("zh").sentences == ()


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("sentences.en.yaml", 'intents: {coin.flip: ["(flip a coin"]}', "cannot be read"),
        ("sentences.en.yaml", 'intents: {coin.flip: ["flip {coins}"]}', "slot type"),
        ("sentences.en.yaml", 'intents: {coin.flip: ["flip <it>"]}', "No rule"),
        ("sentences.en.yaml", 'intents: {coin.toss: ["toss"]}', "without handler"),
        ("sentences.en.yaml", "intent: {}", "cannot be read"),
        ("sentences.en.yaml", 'rules: {a: <b>, b: <a>}\nintents: {coin.flip: ["<a>"]}', "without end"),
        ("handlers.py", "x = 1\n", "one class"),
    ],
)
def test_a_skill_that_does_not_fit_together_is_refused(
    coin: Path, file: str, text: str, complaint: str
) -> None:
    (coin / file).write_text(text)
    import importlib
    import sys

    sys.modules.pop("parley.skills.coin.handlers", None)
    importlib.invalidate_caches()
    shutil.rmtree(coin / "__pycache__", ignore_errors=True)
    with pytest.raises(BadSkill, match=complaint):
        load(coin.parent)


async def test_an_intent_nobody_handles_is_refused() -> None:
    with pytest.raises(Unsupported):
        await load(FOLDER).act(Understanding("x", "x.y", "en"), Context())


@pytest.mark.parametrize("name", NAMES)
def test_every_skill_speaks_both_languages(name: str) -> None:
    skills = load(FOLDER)
    messages = skills.messages(name)
    assert set(messages) == {"en", "zh"}
    assert messages["en"].names() == messages["zh"].names()
    sentences = FOLDER / name
    assert (sentences / "sentences.zh.yaml").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_grammar_is_complete(language: str) -> None:
    from hassil.parse_expression import parse_sentence

    grammar = load(FOLDER).grammar(language)
    assert len(grammar.sentences) > 25
    import re

    for text in (
        *grammar.sentences,
        *grammar.rules.values(),
        *(v for each in grammar.lists.values() for v in each),
    ):
        parse_sentence(text)
        assert set(re.findall(r"<(\w+)>", text)) <= grammar.rules.keys()
        assert set(re.findall(r"\{(\w+)\}", text)) <= grammar.lists.keys()
    assert grammar.lists["name"] == ()
    assert grammar.lists["duration"]


def test_handlers_declare_the_slots_they_take() -> None:
    async def handler(self: object, ask: object, needed: int, wanted: int = 1) -> None: ...

    bound = Bound.of(handler)  # pyright: ignore[reportArgumentType]
    assert bound.slots == {"needed", "wanted"}
    assert bound.required == {"needed"}
