"""The house keeps its shape: who may import whom, how long a file may be, and two languages everywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "parley"
FILES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("server",),
    ("gateways",),
    ("assistant", "satellite"),
    ("skills",),
    ("knowledge", "search"),
    ("speech", "translation", "vision", "embedding", "keyboard"),
    ("generation",),
    ("language", "models"),
    ("home",),
    ("audio", "pool"),
    ("settings", "telemetry", "clock", "tags", "errors", "cache", "__init__"),
)
"""From the top down, as CONTRIBUTING.md has it. Only foundations import what is on their own line."""

FOUNDATIONS = LAYERS[-1]


def module(file: Path) -> str:
    """The dotted name of a file: ``parley.skills.frame``."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part(name: str) -> str:
    """The part of the house a module belongs to: ``skills``."""
    return [*name.split("."), "__init__"][1]


@dataclass(frozen=True, slots=True)
class Source:
    """What the tests below ask of a file."""

    lines: int
    docstring: str | None
    imports: tuple[ast.Import | ast.ImportFrom, ...]
    """At its top or inside its functions."""


@cache
def sources() -> dict[str, Source]:
    """Every module, read once: several tests ask for each of them."""
    found: dict[str, Source] = {}
    for file in FILES:
        text = file.read_text("utf-8")
        tree = ast.parse(text)
        found[module(file)] = Source(len(text.splitlines()), ast.get_docstring(tree), tuple(imported(tree)))
    return found


def imported(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports in what a node holds. An expression can hold none: it is not looked through."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.Import | ast.ImportFrom):
            yield each
        elif not isinstance(each, ast.expr):
            yield from imported(each)


@cache
def imports() -> dict[str, frozenset[str]]:
    """What every module imports from the house, at its top or inside its functions."""
    known = set(sources())
    return {
        name: frozenset(each for node in source.imports for each in named(node, known)) - {name}
        for name, source in sources().items()
    }


def named(node: ast.Import | ast.ImportFrom, known: set[str]) -> Iterator[str]:
    """The modules of the house that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name in known)
    else:
        assert node.level == 0, "imports in the house are absolute"
        for each in node.names:
            inner = f"{node.module}.{each.name}"
            if inner in known:
                yield inner
            elif node.module in known:
                yield node.module


def test_every_part_of_the_house_has_its_floor() -> None:
    parts = {part(module(file)) for file in FILES}
    assert parts == {each for layer in LAYERS for each in layer}


def test_imports_run_downward_only() -> None:
    floor = {each: level for level, layer in enumerate(LAYERS) for each in layer}
    upward = [
        f"{name} → {other}"
        for name, others in imports().items()
        for other in others
        if part(name) != part(other)
        and floor[part(other)] <= floor[part(name)]
        and not (part(name) in FOUNDATIONS and part(other) in FOUNDATIONS)
    ]
    assert upward == []


def test_there_are_no_circles() -> None:
    TopologicalSorter(imports()).prepare()


def test_the_contributors_guide_names_the_floors_in_this_order() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    line = " ".join(guide.split()).split("Imports run downward only:", 1)[1].split(". ", 1)[0]
    floors = ["gateways", "assistant", "skills", "speech", "home", "audio", "foundations"]
    assert sorted(floors, key=line.index) == floors


def test_a_file_is_one_thing_and_says_which() -> None:
    assert {name: source.lines for name, source in sources().items() if source.lines > 350} == {}
    assert [name for name, source in sources().items() if not source.docstring] == []


def test_no_name_stands_for_anything_at_all() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    names = {module(file): set(module(file).replace("_", ".").split(".")) for file in FILES}
    assert [name for name, words in names.items() if words & vague] == []


def test_only_telemetry_knows_the_log_library() -> None:
    """Whoever goes around it writes to standard output, at any level."""
    users = {
        name
        for name, source in sources().items()
        for node in source.imports
        if (isinstance(node, ast.Import) and any(each.name == "structlog" for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "structlog")
    }
    assert users == {"parley.telemetry"}


@cache
def pairs() -> list[tuple[Path, Path]]:
    """Every file of messages or sentences with the same in the other language."""
    chinese = {file.with_name(file.name.replace("zh.yaml", "en.yaml")) for file in PACKAGE.rglob("*zh.yaml")}
    english = set(PACKAGE.rglob("*en.yaml"))
    return [
        (file, file.with_name(file.name.replace("en.yaml", "zh.yaml"))) for file in sorted(chinese | english)
    ]


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: str(pair[0].relative_to(PACKAGE)))
def test_what_exists_in_one_language_exists_in_the_other(pair: tuple[Path, Path]) -> None:
    english, chinese = (msgspec.yaml.decode(file.read_text("utf-8")) for file in pair)
    if pair[0].name.startswith("sentences"):
        assert english["intents"].keys() == chinese["intents"].keys()
        assert english.get("answers", {}).keys() == chinese.get("answers", {}).keys()
        assert bool(english.get("examples")) == bool(chinese.get("examples"))
    else:
        assert english.keys() == chinese.keys()


def test_there_are_messages_to_compare() -> None:
    names = {english.parent.name for english, _ in pairs()}
    assert names >= {"wording", "timers", "clock", "talk", "units", "arithmetic"}


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    """Two of the same name cannot be collected together."""
    names = sorted(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in set(names) if names.count(name) > 1] == []
