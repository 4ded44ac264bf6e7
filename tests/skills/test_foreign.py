"""Commands in other languages, by the sentences of Home Assistant's community."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.wall_clock import WallClock
from parley.errors import Unsupported
from parley.settings import Settings
from parley.skills.foreign.meanings import meaning
from parley.skills.foreign.tongue import Names, Tongue, languages
from parley.skills.service import Skills
from parley.skills.types import Context

NAMES = Names(
    things=[
        ("Stehlampe", "light"),
        ("Garage", "cover"),
        ("Filmabend", "scene"),
        ("lampadaire", "light"),
        ("lámpara de pie", "light"),
    ],
    rooms=[
        ("Küche", "kitchen"),
        ("Wohnzimmer", "living room"),
        ("cuisine", "kitchen"),
        ("cocina", "kitchen"),
    ],
)


@pytest.mark.parametrize(
    ("language", "text", "intent", "slots"),
    [
        ("de", "Schalte das Licht in der Küche an", "home.on", {"kind": "light", "room": "kitchen"}),
        ("de", "mach die Stehlampe aus", "home.off", {"name": "stehlampe"}),
        ("de", "Öffne die Garage", "home.open", {"name": "garage"}),
        (
            "de",
            "Licht im Wohnzimmer auf 30 Prozent",
            "home.brightness",
            {"kind": "light", "room": "living room", "level": 30},
        ),
        ("de", "Stelle einen Timer für fünf Minuten", "timer.start", {"duration": timedelta(minutes=5)}),
        ("de", "Wie spät ist es?", "clock.time", {}),
        ("de", "Setze Milch auf die Einkaufsliste", "list.add", {"items": "milch", "list": "shopping"}),
        ("fr", "Allume la lumière de la cuisine", "home.on", {"kind": "light", "room": "kitchen"}),
        ("fr", "éteins le lampadaire", "home.off", {"name": "lampadaire"}),
        ("fr", "Quelle heure est-il ?", "clock.time", {}),
        ("es", "enciende la luz de la cocina", "home.on", {"kind": "light", "room": "kitchen"}),
        ("es", "pon un temporizador de diez minutos", "timer.start", {"duration": timedelta(minutes=10)}),
    ],
)
def test_a_command_means_the_same_in_any_language(
    language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    found = Tongue(language).read(text, NAMES)
    assert found is not None
    assert found[0] == intent
    assert {name: str(value).lower() for name, value in found[1].items()} == {
        name: str(value).lower() for name, value in slots.items()
    }


@pytest.mark.parametrize("text", ["Wer hat den Faust geschrieben?", "", "   ", "Ich mag Licht", "x" * 5000])
def test_what_is_no_command_is_none(text: str) -> None:
    assert Tongue("de").read(text, NAMES) is None


def test_there_are_sixty_languages_and_a_few_more() -> None:
    assert len(languages()) >= 55
    assert {"de", "fr", "es", "it", "ja", "ko", "ru", "pt-BR"} <= languages()
    with pytest.raises(Unsupported):
        Tongue("tlh")


@pytest.mark.parametrize("language", ["de", "fr"])
@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_survived(language: str, text: str) -> None:
    Tongue(language).read(text, NAMES)


@pytest.mark.parametrize(
    ("intent", "slots", "wanted"),
    [
        ("HassTurnOn", {"domain": "lock", "area": "hall"}, ("home.lock", {"kind": "lock", "room": "hall"})),
        (
            "HassTurnOff",
            {"domain": "cover", "device_class": "blind"},
            ("home.close", {"kind": "blind"}),
        ),
        ("HassTurnOff", {"name": "all", "domain": "light"}, ("home.off", {"everywhere": True})),
        ("HassLightSet", {"color": "red"}, ("home.color", {"kind": "light", "color": "red"})),
        ("HassLightSet", {"area": "hall"}, None),
        (
            "HassDecreaseTimer",
            {"minutes": 2, "start_minutes": 10},
            (
                "timer.change",
                {"length": timedelta(minutes=10), "by": timedelta(minutes=2), "shorter": True},
            ),
        ),
        ("HassSetVolumeRelative", {"volume_step": -20}, ("talk.quieter", {"by": 20})),
        ("HassSetVolumeRelative", {"volume_step": "up"}, ("talk.louder", {})),
        ("HassStartTimer", {"minutes": 5, "conversation_command": "x"}, None),
        ("HassRespond", {}, None),
    ],
)
def test_their_intents_are_ours(
    intent: str, slots: dict[str, object], wanted: tuple[str, dict[str, object]] | None
) -> None:
    assert meaning(intent, slots) == wanted


async def test_a_house_that_speaks_german_too_does_what_it_is_told_in_it(tmp_path: Path) -> None:
    """The things of the house are called by their own names; the answer is in the person's language."""
    skills = Skills.load(WallClock(), settings=Settings(data=str(tmp_path), languages=("de", "xx")))
    context = Context(person="anna", language="zh")
    understood = skills.understand("Stelle einen Timer für fünf Minuten", None, context)
    assert understood is not None
    assert (understood.intent, understood.language) == ("timer.start", "zh")
    lamp = skills.understand("schalte Bedside lamp aus", "de", context)
    assert lamp is not None
    assert (lamp.intent, lamp.slots) == ("home.off", {"name": "bedside lamp"})
    assert skills.read("Schalte alles ab und geh", "de", context).steps
    english = skills.understand("set a timer for five minutes", None, context)
    assert english is not None
    assert english.language == "en"
