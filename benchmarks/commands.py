"""How many commands to lights and plugs, and questions of time, the product as installed acts on rightly.

Run with ``.venv/bin/python benchmarks/commands.py``; it takes about a minute. ``PARLEY_TEST_DATA`` names
the folder with the sets. What is asked are the utterances of HWU64's first fold, test part: ``iot_hue_*``
(lights, except ``iot_coffee`` and ``iot_cleaning``, which are none), ``iot_wemo_*`` (plugs),
``datetime_query`` and ``datetime_convert``. They were said by people to an assistant of their imagination
and annotated by others; some are not commands at all ("by remote sensor", "clap on"), and count all the
same. Only the training part was read while the sentences were written.

The product is what ``parley serve`` runs: sentences, then the model, with the virtual home. It **acts**
when it understands a command without asking "did you mean…"; then it is scored on both of these:

- *Intent*: one of the product's intents that do what HWU64's label says (``INTENTS``). Asking for what was
  not said (which colour, which room) counts as the right intent; asking whether it was meant does not.
- *Slots*: every annotated entity must be in the slots, and no room, colour or amount that was not said may
  be there. ``house_place``: ``room`` is that room by its id (lounge = living room), or is contained in the
  thing's name; "the room", "here" are the room one is in (no ``room``), "the house" is everywhere.
  ``device_type``: ``kind`` is what the words mean, or ``name`` has these words. ``color_type``: ``color``
  (or ``from``) is what the words mean, or is a scene of that name. ``change_amount``: an amount in figures
  or "half", "full" is ``level`` or ``by``; "a bit" needs none. ``time``: there is ``after`` or ``when``.
  ``place_name``, ``timeofday`` and other entities of the time questions: there is a slot with a value, unless
  the words are the present ("today", "now", "current", "this city", "this time zone"), which no slot says. An
  entity that the annotators marked and that the product does not have as a slot fails. Rooms that they did
  not mark, but the person said, are no fault.

hassil recognises the same utterances with Home Assistant's own English sentences (``home-assistant-
intents``), its lists filled with the names and areas of the same virtual home, once knowing no room and
once the living room; it is scored on its intent alone (``HASSIL``), which is kinder to it. Then CLINC150's
out-of-scope test questions are asked: what is acted on is counted.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from data import TEST_DATA  # pyright: ignore[reportMissingImports]  # noqa: E402
from parley.clock import SystemClock  # noqa: E402
from parley.language.understanding.names import key  # noqa: E402
from parley.settings import Settings  # noqa: E402
from parley.skills.service import Skills  # noqa: E402
from parley.skills.smarthome.handlers import SmartHome  # noqa: E402
from parley.skills.smarthome.lexicon import Lexicon, Word  # noqa: E402
from parley.skills.smarthome.rooms import room_id  # noqa: E402
from parley.skills.smarthome.targets import read  # noqa: E402
from parley.skills.smarthome.values import plain_types  # noqa: E402
from parley.skills.types import Understanding, plain  # noqa: E402

SETS = TEST_DATA / "language" / "nlu"
INTENTS: Mapping[str, frozenset[str]] = {
    # People's label for "it is dark" is both "on" and "up".
    "iot_hue_lighton": frozenset({"home.on", "home.brighter", "home.toggle"}),
    "iot_hue_lightoff": frozenset({"home.off", "home.toggle"}),
    "iot_hue_lightup": frozenset({"home.brighter", "home.brightness"}),
    "iot_hue_lightdim": frozenset({"home.dimmer", "home.brightness"}),
    "iot_hue_lightchange": frozenset(
        {"home.color", "home.brightness", "home.scene", "home.warmer", "home.cooler"}
    ),
    "iot_wemo_on": frozenset({"home.on", "home.start"}),
    "iot_wemo_off": frozenset({"home.off", "home.dock"}),
    "datetime_query": frozenset(
        {
            "clock.time",
            "clock.date",
            "clock.weekday",
            "clock.both",
            "clock.zone",
            "clock.difference",
            "clock.convert",
            "dates.weekday",
            "dates.date",
            "dates.check",
            "dates.until",
            "dates.since",
            "dates.between",
            "dates.length",
            "dates.holiday",
            "dates.is_holiday",
            "dates.next_holiday",
            "dates.ahead",
            "dates.week",
            "dates.leap_year",
            "dates.lunar",
        }
    ),
    "datetime_convert": frozenset({"clock.convert", "clock.difference", "clock.time"}),
}
HASSIL: Mapping[str, frozenset[str]] = {
    "iot_hue_lighton": frozenset({"HassTurnOn", "HassLightSet"}),
    "iot_hue_lightoff": frozenset({"HassTurnOff"}),
    "iot_hue_lightup": frozenset({"HassLightSet"}),
    "iot_hue_lightdim": frozenset({"HassLightSet"}),
    "iot_hue_lightchange": frozenset({"HassLightSet"}),
    "iot_wemo_on": frozenset({"HassTurnOn"}),
    "iot_wemo_off": frozenset({"HassTurnOff"}),
    "datetime_query": frozenset({"HassGetCurrentTime", "HassGetCurrentDate"}),
    "datetime_convert": frozenset(),
}
_MARKED = re.compile(r"\[\s*([^\]:]+?)\s*:\s*([^\]]*?)\s*\]")
_HERE = frozenset({"room", "the room", "this room", "here", "my room", "in here"})
_EVERYWHERE = frozenset({"house", "the house", "home", "my house", "apartment", "flat", "interior"})
_LEXICON = Lexicon()
_PRESENT = re.compile(
    r"(?:(?:the|my|our|what|in|is) )*(?:today|todays|today's|now|right now|current|currently|this|here)"
    r"(?: (?:day|date|time|year|month|week|city|location|zone|time zone|place))*|"
    r"(?:(?:the|my|our) )?(?:day|date|time)(?: today| now)?"
)
"""Words of a time question that mean here and now."""


@dataclass(frozen=True)
class Asked:
    """One utterance, as a person said it and as others marked it."""

    label: str
    text: str
    entities: tuple[tuple[str, str], ...]
    """Kind and words."""


def asked(part: str = "testset/csv") -> Iterator[Asked]:
    """HWU64's first fold."""
    with tempfile.TemporaryDirectory(prefix="parley-") as place:
        with tarfile.open(SETS / "hwu64_KFold_1_csv.tgz") as archive:
            archive.extractall(place, filter="data")
        for path in sorted((Path(place) / "KFold_1" / part).glob("*.csv")):
            if path.stem in INTENTS:
                yield from _rows(path)


def _rows(path: Path) -> Iterator[Asked]:
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("answerid;"))
    for row in csv.DictReader(io.StringIO("\n".join(lines[first:])), delimiter=";"):
        marked = row["answer_annotation"]
        if marked:
            entities = tuple((name, words.lower()) for name, words in _MARKED.findall(marked))
            yield Asked(path.stem, _MARKED.sub(lambda found: found[2], marked), entities)


def right_slots(each: Asked, understood: Understanding) -> bool:
    """Whether what was marked is in the slots, and nothing that was not said."""
    slots = plain(understood.slots)
    every: list[Mapping[str, Any]] = [slots]
    for other in ("also", "but"):
        more = slots.get(other)
        every += [part for part in more if isinstance(part, dict)] if isinstance(more, list) else []
    home = each.label.startswith("iot_")
    if not all(_entity(name, words, every, slots, home=home) for name, words in each.entities):
        return False
    said = key(each.text)
    places = [words for name, words in each.entities if name == "house_place"]
    for part in every:
        room = str(part.get("room") or "")
        if room and not places and not _said_room(room, said):
            return False
    if slots.get("color") and not any(name == "color_type" for name, _ in each.entities):
        return slots["color"] in _colors(each.text)
    return True


def _entity(
    name: str, words: str, every: list[Mapping[str, Any]], slots: Mapping[str, Any], *, home: bool
) -> bool:
    """``home``: it was asked of lights or plugs, rather than of the time."""
    match name:
        case "house_place":
            return _place(words, every)
        case "device_type":
            return _device(words, every)
        case "color_type":
            wanted = plain_types()["color"].parse(words, "en")
            scene = str(slots.get("scene") or "")
            colors = {slots.get("color"), slots.get("from")} - {None}
            return wanted in colors or bool(scene and scene in words) or bool(colors & _colors(words))
        case "change_amount":
            return _amount(words, slots)
        case "time" if home:
            return "after" in slots or "when" in slots
        case "date" | "time" | "timeofday" | "time_zone" | "place_name" | "general_frequency" if (
            _PRESENT.fullmatch(words)
        ):
            return True
        case _:
            return any(value not in (None, "", [], {}) for value in slots.values())


def _place(words: str, every: list[Mapping[str, Any]]) -> bool:
    plain_words = re.sub(r"^(?:the|my|this|our) ", "", words)
    if words in _HERE or plain_words in _HERE:
        return not any(part.get("room") for part in every)
    if plain_words in _EVERYWHERE:
        return any(part.get("everywhere") or part.get("kind") == "all" for part in every) or not any(
            part.get("room") for part in every
        )
    read_as = read(words, _LEXICON)
    wanted = {room_id(words), room_id(plain_words), room_id(plain_words.rstrip("s"))}
    wanted |= {target.room for target in read_as.targets} if read_as else set()
    return any(
        room_id(str(part.get("room") or "")) in wanted or key(plain_words) in key(str(part.get("name") or ""))
        for part in every
    )


def _device(words: str, every: list[Mapping[str, Any]]) -> bool:
    kinds = {token.value for token in _LEXICON.tokens(words) if token.word is Word.KIND}
    names = {key(str(part.get("name") or "")) for part in every}
    return any(part.get("kind") in kinds for part in every) or any(
        name and (key(words) in name or name in key(words)) for name in names
    )


def _amount(words: str, slots: Mapping[str, Any]) -> bool:
    exact = re.search(
        r"percent|half|full|max|lowest|low|\d|one|two|three|four|five|six|seven|eight|nine|ten", words
    )
    vague = re.fullmatch(r"(?:a )?(?:little|bit|little bit|little more|slightly|bit more)(?: more)?", words)
    if vague or not exact:
        return True
    return "level" in slots or "by" in slots


def _said_room(room: str, said: str) -> bool:
    tokens = {token.value for token in _LEXICON.tokens(said) if token.word is Word.ROOM}
    return room in tokens or key(room) in said


def _colors(text: str) -> set[str]:
    kind = plain_types()["color"]
    words = re.findall(r"[a-z]+", text.lower())
    pairs = [*words, *(" ".join(each) for each in pairwise(words))]
    return {str(found) for found in (kind.parse(each, "en") for each in pairs) if found is not None}


def product() -> Skills:
    """The skills as the server has them, the model awake."""
    skills = Skills.load(SystemClock(), settings=Settings(data=tempfile.mkdtemp(prefix="parley-")))
    skills.learn()
    deadline = time.monotonic() + 900
    while not skills.recall():
        if time.monotonic() > deadline:
            raise SystemExit("The model was not learned: what would be measured is not the product.")
        time.sleep(1.0)
    return skills


def first_command(skills: Skills, text: str) -> Understanding | None:
    """What would be acted on; None when nothing is understood, or it asks whether something was meant."""
    commands = skills.read(text, "en").commands
    if not commands or commands[0].intent.startswith("unsure."):
        return None
    return commands[0]


def measure(skills: Skills, every: list[Asked]) -> None:
    """Print a table by label, and the whole."""
    total, acted, intent, right, asks = (Counter[str]() for _ in range(5))
    for each in every:
        total[each.label] += 1
        commands = skills.read(each.text, "en").commands
        asks[each.label] += bool(commands and commands[0].intent.startswith("unsure."))
        understood = first_command(skills, each.text)
        if understood is None:
            continue
        acted[each.label] += 1
        if understood.intent in INTENTS[each.label]:
            intent[each.label] += 1
            right[each.label] += right_slots(each, understood)
    print(f"{'label':22} {'asked':>6} {'acted':>6} {'intent':>7} {'and slots':>10} {'did you mean':>13}")
    for name in (*INTENTS, ""):
        rows = [name] if name else list(INTENTS)
        sums = [sum(counter[row] for row in rows) for counter in (total, acted, intent, right, asks)]
        print(f"{name or 'all':22} {sums[0]:6} {sums[1]:6} {sums[2]:7} {sums[3]:10} {sums[4]:13}")
    for title, labels in (("lights and plugs", "iot_"), ("time", "datetime_"), ("all", "")):
        rows = [row for row in INTENTS if row.startswith(labels)]
        whole = sum(total[row] for row in rows)
        share = [100 * sum(counter[row] for row in rows) / whole for counter in (intent, right)]
        print(f"{title}: right intent {share[0]:.1f} %, right intent and slots {share[1]:.1f} %")


def altogether(skills: Skills, kept: list[Asked], read: list[Asked]) -> str:
    """Of all that there is, and of the two parts of it: kept apart, and read while sentences were written."""
    shares: list[str] = []
    for title, every in (("all", [*kept, *read]), ("kept apart", kept), ("read", read)):
        found = [(each, first_command(skills, each.text)) for each in every]
        right = sum(
            one is not None and one.intent in INTENTS[each.label] and right_slots(each, one)
            for each, one in found
        )
        shares.append(f"{title} {right} of {len(every):,} ({100 * right / len(every):.1f} %)")
    return "acted on rightly: " + ", ".join(shares)


def beside_hassil(skills: Skills, every: list[Asked]) -> None:
    """The same utterances through Home Assistant's own sentences."""
    try:
        from hassil.intents import Intents, SlotList, TextSlotList
        from hassil.recognize import recognize
        from home_assistant_intents import get_intents
    except ImportError as error:
        print(f"hassil: left out ({error})")
        return
    home = next(each.skill for each in skills.known.installed if isinstance(each.skill, SmartHome)).dwelling
    intents = Intents.from_dict(get_intents("en") or {})
    domains = {"light": "light", "plug": "switch", "switch": "switch", "fan": "fan", "climate": "climate"}
    names = [
        (thing.names["en"], thing.names["en"], {"domain": domains.get(thing.kind.value, thing.kind.value)})
        for thing in home.things()
    ]
    lists: dict[str, SlotList] = {
        "name": TextSlotList.from_tuples(names, name="name"),
        "area": TextSlotList.from_strings([room.names["en"] for room in home.rooms()], name="area"),
        "floor": TextSlotList.from_strings(["upstairs", "downstairs"], name="floor"),
    }
    for title, context in (("no room known", {}), ("in the living room", {"area": "living room"})):
        hits, groups = Counter[bool](), Counter[tuple[str, bool]]()
        for each in every:
            found = recognize(each.text, intents, slot_lists=lists, intent_context=context)
            hit = found is not None and found.intent.name in HASSIL[each.label]
            hits[hit] += 1
            groups[each.label.partition("_")[0], hit] += 1
        lights = 100 * groups["iot", True] / max(1, groups["iot", True] + groups["iot", False])
        whole = 100 * hits[True] / len(every)
        print(f"hassil, {title}: right intent {whole:.1f} % (lights and plugs {lights:.1f} %)")


def out_of_scope(skills: Skills) -> None:
    """CLINC150's questions that no assistant of its kind can answer."""
    stored = json.loads((SETS / "clinc150_full.json").read_bytes())
    questions = [text for text, _ in stored["oos_test"]]
    taken = Counter[str]()
    for text in questions:
        understood = first_command(skills, text)
        if understood is not None:
            taken[understood.intent] += 1
    wrong = sum(taken.values())
    print(
        f"CLINC150 out of scope: acted on {wrong} of {len(questions)} ({100 * wrong / len(questions):.1f} %)"
    )
    print("  " + ", ".join(f"{intent} {count}" for intent, count in taken.most_common()))


def main() -> None:
    """Measure everything."""
    part = "trainset" if "--train" in sys.argv else "testset/csv"
    every = list(asked(part))
    skills = product()
    measure(skills, every)
    if part != "trainset":
        print(altogether(skills, every, list(asked("trainset"))))
    out_of_scope(skills)
    beside_hassil(skills, every)


if __name__ == "__main__":
    main()
