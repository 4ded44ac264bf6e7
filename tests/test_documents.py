"""What the documents say is so: the things to say are understood, the examples run, names and links exist."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import numpy as np
import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

import parley.skills
from fakes.home import Home
from fakes.knows import FakeKnows
from fakes.records import MemoryHome
from fakes.wall_clock import WallClock
from parley import cli
from parley.audio.pcm import Pcm
from parley.errors import ParleyError
from parley.language.understanding.slot_types import COMMON
from parley.models.catalogue import catalogue
from parley.settings import Settings
from parley.skills.service import Skills
from parley.skills.sights import Lent
from parley.skills.types import Context, Reply, Understanding
from parley.speech import judge
from parley.speech.types import SpeechRequest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")
SKILLS = (ROOT / "docs" / "skills.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
ENGINES = (ROOT / "docs" / "engines.md").read_text("utf-8")
HOUSE = (ROOT / "docs" / "house.md").read_text("utf-8")


def section(text: str, title: str) -> str:
    """What stands under a heading."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def fences(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def rows(text: str) -> list[list[str]]:
    """The cells of a table, its header first."""
    lines = [line.strip() for line in text.splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


class Talk:
    """A conversation without sound."""

    def __init__(self, folder: Path | None = None) -> None:
        home = MemoryHome(clock := WallClock())
        self.skills = Skills.load(clock, home, folder=folder) if folder else Skills.load(clock, home)
        self.context = Context(device="speaker", person="anna", clock=clock)

    async def say(self, text: str) -> tuple[Understanding, Reply]:
        understanding = self.skills.understand(text, None, self.context)
        assert understanding is not None, f"not understood: {text}"
        reply = await self.skills.act(understanding, self.context)
        about = {**self.context.about, **reply.about}
        self.context = replace(
            self.context, last=understanding, last_reply=reply, pending=reply.pending, about=about
        )
        return understanding, reply


# What the README says to say.


def things_to_say() -> list[list[str]]:
    """One conversation a line: quotes where there are some, else all of it; … and · stand between turns."""
    lines = re.findall(r"^- (.+)$", section(README, "Five things to say"), re.MULTILINE)
    talks: list[list[str]] = []
    for line in lines:
        turns = [turn.strip(" “”") for turn in re.split(r" (?:…|·) ", line)]
        talks.append(turns)
    return talks


def test_there_are_five_things_to_say() -> None:
    assert len(things_to_say()) == 5
    assert sum(len(talk) for talk in things_to_say()) >= 8


@pytest.mark.parametrize("turns", things_to_say(), ids=lambda turns: turns[0])
async def test_what_the_readme_says_to_say_is_understood(turns: list[str]) -> None:
    talk = Talk()
    for turn in turns:
        understanding, reply = await talk.say(turn)
        assert reply.text
        assert understanding.language == ("zh" if re.search(r"[\u4e00-\u9fff]", turn) else "en")
    await talk.skills.stop()


MORE = [
    text.strip(" “”")
    for line in re.findall(r"^- (.+)$", (ROOT / "docs" / "what-to-say.md").read_text("utf-8"), re.MULTILINE)
    for text in line.split(" · ")
]


@cache
def all_skills() -> Skills:
    """Loaded by whoever runs these tests, not by everybody who collects them."""
    return Skills.load(WallClock(), lent=Lent(knows=FakeKnows()))


def test_there_is_more_to_say() -> None:
    assert len(MORE) >= 80


@pytest.mark.parametrize("text", MORE)
def test_what_the_documents_say_to_say_is_understood(text: str) -> None:
    assert all_skills().understand(text) is not None


# A skill and an engine in ten lines.


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which skills may be put."""
    monkeypatch.setattr(parley.skills, "__path__", [*parley.skills.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    for name in [
        name for name in sys.modules if name.startswith(("parley.skills.coin", "parley.skills.dice"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path


def in_chinese(line: str) -> str:
    """Of a comment such as ``# … (and sentences.zh.yaml: X)``, X."""
    found = re.search(r"\(and \w+\.zh\.yaml: (.+)\)$", line)
    assert found, line
    return found[1]


async def test_the_readme_s_skill_works_as_it_stands_there(shelf: Path) -> None:
    text = section(README, "A skill in ten lines")
    (yaml_block,), (python_block,) = fences(text, "yaml"), fences(text, "python")
    folder = shelf / "coin"
    folder.mkdir()
    comments = re.findall(r"^# .*$", yaml_block, re.MULTILINE)
    sentences, replies = re.split(r"^# .*\n", yaml_block, flags=re.MULTILINE)[1:]
    (folder / "sentences.en.yaml").write_text(sentences, "utf-8")
    (folder / "replies.en.yaml").write_text(replies, "utf-8")
    chinese = {"intents": {"coin.flip": [in_chinese(comments[0])]}}
    (folder / "sentences.zh.yaml").write_text(yaml.safe_dump(chinese, allow_unicode=True), "utf-8")
    heads, tails = in_chinese(comments[1]).split()
    chinese = {"heads": heads, "tails": tails}
    (folder / "replies.zh.yaml").write_text(yaml.safe_dump(chinese, allow_unicode=True), "utf-8")
    (folder / "handlers.py").write_text(python_block, "utf-8")
    talk = Talk(shelf)
    assert (await talk.say("Could you flip a coin?"))[1].text in ("Heads.", "Tails.")
    assert (await talk.say("抛个硬币"))[1].text in (heads, tails)


@pytest.fixture
def dice(shelf: Path) -> Path:
    """The guide's skill, its files as the guide shows them."""
    (shelf / "dice").mkdir()
    for block in (*fences(SKILLS, "yaml"), *fences(SKILLS, "python")):
        if found := re.match(r"# (dice/\S+)\n", block):
            (shelf / found[1]).write_text(block, "utf-8")
    return shelf


async def test_the_guide_s_skill_holds_the_conversation_the_guide_shows(dice: Path) -> None:
    talk = Talk(dice)
    turns = re.findall(r"^\| (.+?) \| (?:`(.*?)`)? ?\| .+ \|$", section(SKILLS, "Five files"), re.MULTILINE)
    turns = [(said, slots) for said, slots in turns if said != "a person says"]
    assert len(turns) == 8
    for said, slots in turns:
        understanding, reply = await talk.say(said)
        assert understanding.intent == "dice.roll"
        assert " ".join(f"{name}={value}" for name, value in understanding.slots.items()) == slots, said
        assert reply.question == (not slots)
    assert (await talk.say("roll 21 dice"))[1].text == "I have 20 of them."
    for language in ("en", "zh"):
        shown = yaml.safe_load((dice / f"dice/sentences.{language}.yaml").read_text("utf-8"))["examples"]
        assert [list(group) for group in talk.skills.examples(language)] == [shown]


async def test_the_tests_the_guide_shows_pass(dice: Path) -> None:
    (block,) = fences(section(SKILLS, "Tests"), "python")
    shown: dict[str, Any] = {}
    exec(compile(block, "test_dice.py", "exec"), shown)
    stories = [story for name, story in shown.items() if name.startswith("test_")]
    assert len(stories) == 2
    for story in stories:
        await story(Home(folder=dice))


@pytest.mark.parametrize("kind", ["number", "duration"])
def test_a_slot_takes_what_the_guide_says_it_takes(kind: str) -> None:
    (takes,) = [row[1] for row in rows(section(SKILLS, "Slots")) if row[0] == f"`{kind}`"]
    examples = [each.strip('"') for each in takes.split(", ")]
    assert len(examples) >= 4
    for example in examples:
        assert COMMON[kind].parse(example, "en") is not None, example
        assert re.fullmatch(COMMON[kind].pattern, example.replace(",", "")), example


@pytest.mark.parametrize(
    "block",
    [
        fences(section(README, "An engine in ten lines"), "python")[0],
        fences(section(ENGINES, "Writing one"), "python")[0],
    ],
    ids=["README.md", "engines.md"],
)
def test_the_engine_shown_says_something(block: str) -> None:
    engine = ModuleType("beep")
    exec(compile(block, "beep.py", "exec"), engine.__dict__)
    beep: Any = engine.__dict__["BeepSynthesiser"]()
    (voice,) = beep.voices()
    assert voice.engine == beep.name and voice.language in beep.languages
    pieces: list[Pcm] = list(beep.speak(SpeechRequest("three short words", "en")))
    assert len(pieces) == 3
    assert all(piece.samples.dtype == np.int16 and piece.samples.any() for piece in pieces)


def test_what_is_said_to_take_ten_lines_takes_ten() -> None:
    for title in ("A skill in ten lines", "An engine in ten lines"):
        blocks = fences(section(README, title), "yaml") + fences(section(README, title), "python")
        lines = [
            line for block in blocks for line in block.splitlines() if line.strip(" #") and line[0] != "#"
        ]
        assert len(lines) == 10, title


def test_the_engines_guide_shows_the_judge_s_own_table() -> None:
    shown = section(ENGINES, "Several ears, one judge").replace("foreign ≤", "<=").replace("≥", ">=")
    assert len(rows(shown)) == 9
    assert rows(shown) == rows(judge.__doc__ or "")


def test_every_model_and_engine_has_its_row() -> None:
    named = set(re.findall(r"`([\w-]+)`", "\n".join(re.findall(r"^\| (`.+?) \|", ENGINES, re.MULTILINE))))
    assert {
        name for name in catalogue() if name != "hantts"
    } <= named  # hantts is what `syllables` speaks with
    assert {"moonshine", "sphinx-en", "espeak", "syllables", "openai"} <= named
    licences = {name: model.licence for name, model in catalogue().items()}
    for name in ("sphinx-zh", "zipformer-zh-en", "paraformer-zh", "whisper-tiny", "kokoro"):
        (row,) = [line for line in ENGINES.splitlines() if line.startswith("| ") and f"`{name}`" in line]
        assert licences[name] in row, name


# Names and links.


def links(document: Path) -> Iterator[str]:
    """Targets of links and images; what is code is none."""
    text = re.sub(
        r"^```.*?^```$|`[^`\n]+`(?!\])", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


def anchors(document: Path) -> set[str]:
    """What ``#…`` may name in a document, as code hosts make it from headings."""
    titles = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_within_the_house_leads_somewhere(document: Path) -> None:
    dead: list[str] = []
    for link in links(document):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_file_named_in_a_document_exists(document: Path) -> None:
    named = re.findall(r"`((?:src|tests|docs|benchmarks|web|deploy)/[\w./-]+)`", document.read_text("utf-8"))
    assert [
        name for name in named if not (ROOT / name).exists() and name != "tests/skills/test_dice.py"
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_command_named_in_a_document_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + "\n".join(fences(text, "sh")).splitlines()
    wrong: list[str] = []
    for line in code:
        found = re.match(r"(?:\.venv/bin/)?parley ((?:[a-z-]+ ?|--\w[\w-]*).*)", line)
        if found and (odd := unknown(found[1].split("#")[0].split())):
            wrong.append(f"{odd} in {line!r}")
    assert wrong == []


@cache
def parley_itself() -> Any:
    """The command with all that hang on it: made once, for it takes long."""
    return get_command(cli.app)


def unknown(words: list[str]) -> str | None:
    """The first word of a command line that is neither a command nor an option; None when all are known."""
    command = parley_itself()
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return words[0]
        command, words = command.commands[words[0]], words[1:]
    options = {"-h", "--help"} | {
        name for each in command.params for name in (*each.opts, *each.secondary_opts)
    }
    return next(
        (word for word in words if word.startswith("-") and word != "-" and word not in options), None
    )


def test_the_check_of_commands_can_fail() -> None:
    assert unknown(["modles"]) == "modles"
    assert unknown(["models", "fetch"]) == "fetch"
    assert unknown(["ask", "hello", "--loud"]) == "--loud"
    assert unknown(["ask", "hello", "--speak", "out.wav"]) is None


# Settings and errors.


def paths(kind: Any, before: str = "") -> Iterator[str]:
    """Every setting, as ``server.port``; of two alike, both."""
    for name, hint in get_type_hints(kind).items():
        inner = structs(hint)
        if inner is None:
            yield f"{before}{name}"
        else:
            yield from paths(inner, f"{before}{name}.")


def structs(hint: Any) -> Any:
    """The table a setting is, if it is one."""
    choices = get_args(hint) if get_origin(hint) in (UnionType, Annotated) else (hint,)
    return next(
        (each for each in choices if isinstance(each, type) and issubclass(each, msgspec.Struct)), None
    )


def keys(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield f"{before}{name}"
        if isinstance(value, dict):
            yield from keys(value, f"{before}{name}.")  # pyright: ignore[reportUnknownArgumentType] - TOML


def test_the_settings_shown_can_be_set() -> None:
    blocks = [block for document in DOCUMENTS for block in fences(document.read_text("utf-8"), "toml")]
    assert len(blocks) > 1
    for block in blocks:
        msgspec.convert(tomllib.loads(block), Settings)


def test_every_setting_is_shown() -> None:
    (block,) = fences(SETTINGS, "toml")
    shown = set(keys(tomllib.loads(block)))
    # The ears' endpoint is told to be like the mouth's, which is shown in full.
    expected = {path for path in paths(Settings) if not path.startswith("ears.openai.")}
    assert expected - shown == set()


def errors(kind: type[ParleyError] = ParleyError) -> Iterator[type[ParleyError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from errors(each)


def test_every_error_code_is_explained() -> None:
    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    codes = set(re.findall(r'^    code(?:: ClassVar\[str\])? = "(\w+)"$', source, re.MULTILINE))
    own = {each.code for each in errors() if each.__module__.startswith("parley.")}
    assert own <= codes and len(codes) > 15
    explained = set(re.findall(r"^\| `(\w+)` \|", section(HOUSE, "Errors"), re.MULTILINE))
    assert codes - explained == set()
    assert explained - codes == set()
