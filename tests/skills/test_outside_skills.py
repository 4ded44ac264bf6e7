"""Sentences and skills that people bring: read at once, and left out when they are broken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.wall_clock import WallClock
from parley.language.messages import Messages
from parley.settings import Settings
from parley.skills.frame import Ask, BadSkill, Skill, handles
from parley.skills.installed import Installed
from parley.skills.sentences import Sentences, read_sentences
from parley.skills.service import Skills
from parley.skills.types import Context, Reply
from parley.skills.wording import show

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "skills.md").read_text("utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "sentences").mkdir()
    return tmp_path


def load(data: Path) -> Skills:
    skills = Skills.load(WallClock(), settings=Settings(data=str(data)))
    skills.watch.every = 0.0
    return skills


@pytest.fixture
def skills(data: Path) -> Skills:
    return load(data)


def write(data: Path, text: str, name: str = "mine.en.yaml") -> None:
    (data / "sentences" / name).write_text(text, "utf-8")


async def answer(skills: Skills, text: str) -> str:
    (command,) = skills.read(text).commands
    return (await skills.act(command, Context(person="anna"))).text


# Sentences.


async def test_a_line_in_a_file_is_an_answer_at_once(skills: Skills, data: Path) -> None:
    assert skills.read("who is the best cat").commands == ()
    write(data, "own:\n  who is the best cat: Mimi.\n")
    assert await answer(skills, "Who is the best cat?") == "Mimi."
    write(data, "own:\n  谁是最棒的猫: 咪咪。\n", "mine.zh.yaml")
    assert await answer(skills, "谁是最棒的猫") == "咪咪。"
    (data / "sentences" / "mine.en.yaml").unlink()
    assert skills.read("who is the best cat").commands == ()


async def test_the_file_the_guide_shows_works(skills: Skills, data: Path) -> None:
    write(data, GUIDE.split("```yaml\nown:", 1)[1].split("```", 1)[0].join(("own:", "")))
    assert await answer(skills, "who is the best cat") == "Mimi."
    assert skills.read("egg time six minutes").commands[0].intent == "timer.start"
    assert (await answer(skills, "movie time")).startswith("Enjoy!")
    assert skills.problems == []


async def test_an_answer_may_have_slots_and_wordings(skills: Skills, data: Path) -> None:
    write(data, 'own:\n  "(say hello to|greet) {name}": ["Hello, {name}!"]\n')
    assert await answer(skills, "greet Tom") == "Hello, tom!"


async def test_an_answer_may_do_something(skills: Skills, data: Path) -> None:
    write(data, "own:\n  party time: {say: Here we go!, steps: [set the volume to 80, what time is it]}\n")
    (command,) = skills.read("party time").commands
    reply = await skills.act(command, Context())
    assert reply.text.startswith("Here we go! ") and reply.actions[0].data == {"level": 80}


async def test_steps_that_call_each_other_end(skills: Skills, data: Path) -> None:
    write(data, "own:\n  ping: {steps: [pong]}\n  pong: {steps: [ping]}\n")
    assert "step" in await answer(skills, "ping")


def test_a_sentence_for_a_skill_there_is(skills: Skills, data: Path) -> None:
    write(data, 'intents: {timer.start: ["egg time {duration}"]}\nrules: {x: "(a|b)"}\n')
    (command,) = skills.read("egg time six minutes").commands
    assert command.intent == "timer.start" and command.slots["duration"]


def test_the_rules_of_the_skill_are_there_too(skills: Skills, data: Path) -> None:
    write(data, 'intents: {timer.start: ["<set> the egg thing [for] {duration}"]}\n')
    assert skills.read("set the egg thing for six minutes").commands[0].intent == "timer.start"


def test_sentences_of_other_projects_can_be_used(skills: Skills, data: Path) -> None:
    write(
        data,
        "language: en\n"
        'intents: {timer.start: {data: [{sentences: ["<boil> {egg:duration} eggs"]}]}}\n'
        "lists: {egg: {values: [{in: soft, out: 4}, {in: hard, out: 9}]}}\n"
        "expansion_rules: {boil: (boil|cook)}\n",
    )
    assert skills.read("cook hard eggs").commands[0].slots == {"duration": 9}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("own: {a b: ''}", "neither"),
        ("own: [", "cannot be read"),
        ("intents: {nobody.knows: [x y]}", "no skill has the intent"),
        ('intents: {timer.start: ["x {nothing}"]}', "slot type"),
        ('intents: {timer.start: ["x {number:color}"]}', "takes no slot"),
        ("own: {(a b: c}", "cannot be read"),
        ("colour: red", "cannot be read"),
    ],
)
async def test_a_file_with_a_mistake_is_told_and_the_rest_works(
    skills: Skills, data: Path, text: str, complaint: str
) -> None:
    write(data, text)
    write(data, "own:\n  who is the best cat: Mimi.\n", "other.en.yaml")
    assert await answer(skills, "who is the best cat") == "Mimi."
    (problem,) = skills.problems
    assert problem.what == "mine.en.yaml" and complaint in problem.message
    write(data, "own:\n  all is: well.\n")
    assert await answer(skills, "all is") == "well."
    assert skills.problems == []


def test_a_file_needs_a_language_in_its_name(skills: Skills, data: Path) -> None:
    write(data, "own: {a b: c}", "mine.yaml")
    skills.refresh()
    assert "must be called" in skills.problems[0].message


# Skills.

HANDLERS = """
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply

class Moo(Skill):
    @handles("cow.moo")
    async def moo(self, ask: Ask) -> Reply:
        return ask.reply("moo")
"""


def make_skill(folder: Path, name: str = "cow", handlers: str = HANDLERS) -> Path:
    path = folder / name
    path.mkdir(parents=True)
    (path / "__init__.py").write_text("")
    (path / "handlers.py").write_text(handlers)
    (path / "sentences.en.yaml").write_text("intents: {cow.moo: [what does the cow say]}\n")
    (path / "sentences.zh.yaml").write_text("intents: {cow.moo: [牛怎么叫]}\n", "utf-8")
    (path / "replies.en.yaml").write_text("moo: Moo.\n")
    (path / "replies.zh.yaml").write_text("moo: 哞。\n", "utf-8")
    return path


async def test_a_folder_in_the_data_folder_is_a_skill(data: Path) -> None:
    make_skill(data / "skills")
    skills = load(data)
    assert await answer(skills, "what does the cow say") == "Moo."
    assert await answer(skills, "牛怎么叫") == "哞。"


async def test_its_sentences_are_read_again_when_they_change(data: Path) -> None:
    path = make_skill(data / "skills")
    skills = load(data)
    (path / "sentences.en.yaml").write_text("intents: {cow.moo: [how does a cow go]}\n")
    (path / "replies.en.yaml").write_text("moo: Mooo!\n")
    assert await answer(skills, "how does a cow go") == "Mooo!"
    assert skills.read("what does the cow say").commands == ()
    # What does not fit together is told, and what was there stays.
    (path / "sentences.en.yaml").write_text("intents: {cow.moo: [how does (a cow]}\n")
    assert await answer(skills, "how does a cow go") == "Mooo!"
    assert [each.what for each in skills.problems] == ["cow"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package with an entry point."""
    site = tmp_path / "site"
    make_skill(site, "cow_skill_of_tests")
    info = site / "cow_skill_of_tests-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cow-skill-of-tests\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[parley.skills]\ncow = cow_skill_of_tests\n")
    monkeypatch.syspath_prepend(str(site))
    yield site
    for name in [name for name in sys.modules if name.startswith("cow_skill_of_tests")]:
        del sys.modules[name]


async def test_an_installed_package_is_a_skill(data: Path, package: Path) -> None:
    assert await answer(load(data), "what does the cow say") == "Moo."


@pytest.mark.parametrize(
    ("handlers", "complaint"),
    [
        ("import nothing_that_exists_here\n", "nothing_that_exists_here"),
        ("1/0\n", "ZeroDivisionError"),
        ("x = 1\n", "one class"),
        (HANDLERS.replace("cow.moo", "cow.boo"), "without handler"),
    ],
)
def test_a_broken_one_is_told_and_the_rest_works(data: Path, handlers: str, complaint: str) -> None:
    make_skill(data / "skills", handlers=handlers)
    skills = load(data)
    (problem,) = skills.problems
    assert problem.what == "cow" and complaint in problem.message
    assert skills.read("set a timer for five minutes").commands


def test_nobody_takes_another_s_intent(data: Path) -> None:
    path = make_skill(data / "skills", handlers=HANDLERS.replace("cow.moo", "clock.time"))
    for language in ("en", "zh"):
        (path / f"sentences.{language}.yaml").write_text("intents: {clock.time: [what does the cow say]}\n")
    skills = load(data)
    assert "already" in skills.problems[0].message
    assert skills.read("what does the cow say").commands == ()


class Cow(Skill):
    @handles("cow.moo")
    async def moo(self, ask: Ask) -> Reply:
        return ask.reply("moo")


def in_code(skills: Skills, folder: Path) -> Installed:
    path = make_skill(folder)
    messages = {"en": Messages.read(path / "replies.en.yaml", "en", show)}
    sentences: Sentences = read_sentences(path, {})
    return Installed("cow", Cow(skills.house(messages)), sentences, Cow.handlers())


async def test_a_skill_made_in_code_comes_and_goes_while_others_talk(skills: Skills, tmp_path: Path) -> None:
    cow = in_code(skills, tmp_path / "elsewhere")
    skills.add(cow)
    assert await answer(skills, "what does the cow say") == "Moo."
    with pytest.raises(BadSkill, match="already"):
        skills.add(cow)
    assert skills.remove("cow") is cow
    assert skills.remove("cow") is None
    assert skills.read("what does the cow say").commands == ()
