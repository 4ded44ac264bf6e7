"""How long understanding takes with all skills and 500 names, beside hassil with the same sentences.

Run with ``.venv/bin/python benchmarks/reading.py``; it takes two minutes. The utterances are what the tests
of the skills hold, and CLINC150's out-of-scope questions where ``PARLEY_TEST_DATA`` has them, in a mix.
hassil's ``recognize`` reads some of them: its slots take any words, as it has no types but lists.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

import yaml  # noqa: E402
from hassil.intents import Intents  # noqa: E402
from hassil.recognize import recognize  # noqa: E402

from data import TEST_DATA  # pyright: ignore[reportMissingImports]  # noqa: E402
from fakes.wall_clock import WallClock  # pyright: ignore[reportMissingImports]  # noqa: E402
from parley.language.understanding.normal import normal  # noqa: E402
from parley.language.understanding.slot_types import COMMON  # noqa: E402
from parley.language.understanding.slots import words  # noqa: E402
from parley.language.understanding.templates import Rules  # noqa: E402
from parley.skills.frame import Skill  # noqa: E402
from parley.skills.installed import Installed  # noqa: E402
from parley.skills.sentences import Compiler, Sentences  # noqa: E402
from parley.skills.service import Skills  # noqa: E402

NAMES = 500
PEER = 60
"""Utterances that hassil reads."""
_FIRST = (
    "oak pine red blue old new big small left right upper lower front back inner outer north south east west"
)
_SECOND = (
    "lamp desk shelf fan heater screen radio window door blind pump valve camera kettle stove box rack bulb"
)
_THIRD = ["", "one", "two"]
_SENTENCES = (
    "[please] (turn|switch) (on|off) [the] {thing}",
    "(turn|switch) [the] {thing} (on|off)",
    "is [the] {thing} on",
)
_CHINESE = ("(打开|关掉|关上) {thing}", "把 {thing} (打开|关掉|关了)", "{thing} (开着|关着) 吗")


def names() -> list[str]:
    """As many names as a large house has."""
    every = [
        " ".join(filter(None, each))
        for each in ((a, b, c) for a in _FIRST.split() for b in _SECOND.split() for c in _THIRD)
    ]
    return every[:NAMES]


def with_names(skills: Skills) -> None:
    """Add a skill with the names."""
    kind = words({name: name for name in names()})
    compiler = Compiler(Rules({}), {**COMMON, "thing": kind}, "")
    templates = tuple(compiler.compile("named.switch", [*_SENTENCES, *_CHINESE]))
    skill = Skill(skills.house({}))
    skills.add(Installed("named", skill, Sentences(templates, {}, {}, {}, {}), {"named.switch": None}))  # pyright: ignore[reportArgumentType]


def said() -> list[str]:
    """What people say: for Parley, and not for it."""
    found: list[str] = []
    for path in sorted((TESTS / "skills").glob("*.yaml")):
        found += _texts(yaml.safe_load(path.read_text("utf-8")))
    clinc = TEST_DATA / "language/nlu/clinc150_full.json"
    if clinc.is_file():
        found += [text for text, _ in json.loads(clinc.read_bytes())["oos_test"]]
    rest = random.Random(7)
    found += [f"turn off the {rest.choice(names())}" for _ in range(100)]
    found += [f"turn on the {rest.choice(names())} and set a timer for five minutes" for _ in range(50)]
    rest.shuffle(found)
    return found


def _texts(given: Any) -> list[str]:
    """Every text that may be an utterance: keys of the innermost mappings, items of lists."""
    if isinstance(given, list):
        return [
            text
            for each in given
            for text in ([each.split(" = ")[0]] if isinstance(each, str) else _texts(each))
        ]
    if isinstance(given, dict):
        return [
            text
            for key, each in given.items()
            for text in ([str(key)] if " " in str(key) else []) + _texts(each)
        ]
    return []


def timed(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of one core each: the middle one of three times, whatever else the machine does."""
    return [statistics.median(_once(read, text) for _ in range(3)) for text in texts]


def _once(read: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    read(text)
    return (time.thread_time() - began) * 1000


def show(name: str, times: Sequence[float]) -> None:
    ranked = sorted(times)
    p99 = ranked[int(len(ranked) * 0.99)]
    print(
        f"{name:<28} {len(times):5} utterances   median {statistics.median(ranked):6.2f} ms   "
        f"p99 {p99:6.2f} ms   worst {ranked[-1]:6.2f} ms   {1000 / statistics.mean(ranked):7.0f}/s"
    )


def peer(skills: Skills) -> Intents:
    """The same sentences as hassil has them."""
    intents: dict[str, Any] = {}
    rules: dict[str, str] = {}
    lists: dict[str, Any] = {}
    for each in skills.known.installed:
        types = {**COMMON, **each.skill.slot_types()}
        if each.name == "named":
            types["thing"] = words({name: name for name in names()})
        for name, kind in types.items():
            values = sorted(kind.values or ())
            lists[f"{each.name}_{name}"] = {"values": values} if values else {"wildcard": True}
        for language, written in (each.sentences.written or {"": None}).items():
            prefix = f"{each.name}_{language}_"
            for name, text in (written.rules if written else {}).items():
                rules[prefix + name] = _renamed(text, prefix, each.name)
        for template in each.sentences.templates:
            language = Path(template.file).name.split(".")[1] if template.file else ""
            text = _renamed(template.text, f"{each.name}_{language}_", each.name)
            intents.setdefault(template.intent, {"data": [{"sentences": []}]})["data"][0]["sentences"].append(
                text
            )
    return Intents.from_dict({"language": "en", "intents": intents, "lists": lists, "expansion_rules": rules})


def _renamed(text: str, prefix: str, skill: str) -> str:
    text = re.sub(r"<(\w+)>", rf"<{prefix}\1>", text)
    return re.sub(r"\{(\w+)", rf"{{{skill}_\1", text)


def main() -> None:
    skills = Skills.load(WallClock())
    with_names(skills)
    began = time.perf_counter()
    skills.warm()
    count = len(list(skills.known.all_templates()))
    seconds, whole = time.perf_counter() - began, len(skills.known.templates)
    print(f"{count} sentences ({whole} whole), {NAMES} names; compiled in {seconds:.1f} s")
    texts = said()
    timed(skills.read, texts[:200])
    ours = timed(skills.read, texts)
    show("Parley, whole reading", ours)
    show("  understood", [ms for text, ms in zip(texts, ours, strict=True) if skills.read(text).commands])
    show("  not for it", [ms for text, ms in zip(texts, ours, strict=True) if not skills.read(text).commands])
    slowest = sorted(zip(ours, texts, strict=True), reverse=True)[:3]
    print("slowest:", "; ".join(f"{ms:.1f} ms {text[:60]!r}" for ms, text in slowest))
    few = [text for text in texts if len(text) < 60][:PEER]
    intents = peer(skills)
    theirs = timed(lambda text: recognize(normal(text), intents), few[:3]) and timed(
        lambda text: recognize(normal(text), intents), few
    )
    mine = timed(skills.read, few)
    show("hassil, same sentences", theirs)
    show("Parley, the same utterances", mine)
    print(f"Parley is {sum(theirs) / sum(mine):.0f} times as fast")


if __name__ == "__main__":
    main()
