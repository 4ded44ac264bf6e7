"""Home Assistant as a source of things, over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from fakes.home_assistant import TOKEN, FakeHomeAssistant
from parley.errors import Unsupported
from parley.settings.around import HomeAssistant
from parley.skills.smarthome.home_assistant import source as module
from parley.skills.smarthome.home_assistant.source import HomeAssistantSource
from parley.skills.smarthome.rooms import room_in
from parley.skills.smarthome.source import (
    Activate,
    Blow,
    Brighten,
    Clean,
    Command,
    Fasten,
    Halt,
    Keep,
    Move,
    NotReachable,
    Paint,
    Sound,
    Switch,
    Turn,
    UnknownThing,
)
from parley.skills.smarthome.things import Ability, Color, Kind, Thing


@pytest.fixture
async def home() -> AsyncIterator[FakeHomeAssistant]:
    async with FakeHomeAssistant() as home:
        yield home


@pytest.fixture
async def source(home: FakeHomeAssistant) -> AsyncIterator[HomeAssistantSource]:
    source = HomeAssistantSource(HomeAssistant(home.url), {"HOME_ASSISTANT_TOKEN": TOKEN})
    await source.start()
    await asyncio.wait_for(source.ready.wait(), 30)
    yield source
    await source.stop()


def things(source: HomeAssistantSource) -> dict[str, Thing]:
    return {each.id: each for each in source.things()}


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is another program
            await asyncio.sleep(0.005)


async def test_what_it_has_is_what_there_is(source: HomeAssistantSource) -> None:
    found = things(source)
    assert {id.partition(":")[2]: each.kind for id, each in found.items()} == {
        "light.ceiling": Kind.LIGHT,
        "light.bed": Kind.LIGHT,
        "climate.ac": Kind.CLIMATE,
        "cover.hall": Kind.CURTAIN,
        "cover.gate": Kind.GARAGE,
        "lock.front": Kind.LOCK,
        "sensor.out": Kind.SENSOR,
    }
    ceiling = found["ha:light.ceiling"]
    assert (ceiling.name("en"), ceiling.room, ceiling.aliases) == (
        "Ceiling Light",
        "kitchen",
        ("大灯", "big light"),
    )
    assert ceiling.abilities == {Ability.SWITCH, Ability.BRIGHTNESS, Ability.COLOR, Ability.WARMTH}
    assert (ceiling.state.on, ceiling.state.brightness, ceiling.state.color) == (
        True,
        50,
        Color(rgb=(255, 0, 0)),
    )
    assert found["ha:light.bed"].abilities == {Ability.SWITCH}
    assert [each.name("zh") for each in source.scenes()] == ["Movie night"]


async def test_rooms_are_known_by_their_names_in_both_languages_and_by_their_floor(
    source: HomeAssistantSource,
) -> None:
    kitchen, bedroom = source.rooms()
    assert (kitchen.id, kitchen.name("zh"), kitchen.floor) == ("kitchen", "厨房", "downstairs")
    assert "galley" in kitchen.aliases
    assert (bedroom.id, bedroom.floor) == ("bedroom", "upstairs")


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("Kitchen Lights", "kitchen"),
        ("Living Room Window", "living room"),
        ("厨房灯", "kitchen"),
        ("Kitchenette lamp", "kitchen"),
        ("Studying lamp", ""),
        ("Bed Light", ""),
        ("Kitchen", ""),
        ("Upstairs lamp", ""),
    ],
)
def test_who_has_no_areas_has_the_room_in_the_name(name: str, room: str) -> None:
    assert room_in(name) == room


async def test_degrees_are_celsius_here_and_fahrenheit_there(
    home: FakeHomeAssistant, source: HomeAssistantSource
) -> None:
    found = things(source)
    climate = found["ha:climate.ac"]
    assert (climate.state.target, climate.state.readings["temperature"]) == (22.2, 20)
    assert climate.modes == ("heat", "cool", "auto", "fan", "eco")
    assert found["ha:sensor.out"].state.readings == {"temperature": 10}
    await source.do(Keep("ha:climate.ac", 25))
    assert home.called == [
        ("climate", "turn_on", "climate.ac", {}),
        ("climate", "set_temperature", "climate.ac", {"temperature": 77}),
    ]


@pytest.mark.parametrize(
    ("command", "service", "data"),
    [
        (Switch("ha:light.bed", True), "turn_on", {}),
        (Switch("ha:light.bed", False), "turn_off", {}),
        (Brighten("ha:light.ceiling", 30), "turn_on", {"brightness_pct": 30}),
        (Brighten("ha:light.ceiling", 0), "turn_off", {}),
        (Paint("ha:light.ceiling", Color(rgb=(0, 0, 255))), "turn_on", {"rgb_color": [0, 0, 255]}),
        (Paint("ha:light.ceiling", Color(kelvin=2700)), "turn_on", {"color_temp_kelvin": 2700}),
        (Move("ha:cover.hall", 100), "open_cover", {}),
        (Move("ha:cover.gate", 0), "close_cover", {}),
        (Move("ha:cover.hall", 30), "set_cover_position", {"position": 30}),
        (Halt("ha:cover.hall"), "stop_cover", {}),
        (Turn("ha:climate.ac", "cool"), "set_hvac_mode", {"hvac_mode": "cool"}),
        (Turn("ha:climate.ac", "auto"), "set_hvac_mode", {"hvac_mode": "heat_cool"}),
        (Turn("ha:climate.ac", "eco"), "set_preset_mode", {"preset_mode": "eco"}),
        (Blow("ha:cover.hall", 40), "set_percentage", {"percentage": 40}),
        (Sound("ha:cover.hall", 20), "volume_set", {"volume_level": 0.2}),
        (Clean("ha:cover.hall", True), "start", {}),
        (Clean("ha:cover.hall", False), "return_to_base", {}),
        (Fasten("ha:lock.front", False), "unlock", {}),
        (Activate("ha:scene.movie"), "turn_on", {}),
    ],
)
async def test_a_command_is_a_service(
    home: FakeHomeAssistant, source: HomeAssistantSource, command: Command, service: str, data: dict[str, Any]
) -> None:
    await source.do(command)
    entity = command.thing.partition(":")[2]
    assert home.called == [(entity.partition(".")[0], service, entity, data)]


async def test_what_it_cannot_do_is_said_and_not_tried(
    home: FakeHomeAssistant, source: HomeAssistantSource
) -> None:
    for command in (Halt("ha:cover.gate"), Move("ha:cover.gate", 50), Turn("ha:climate.ac", "dry")):
        with pytest.raises(Unsupported):
            await source.do(command)
    for nothing in (Switch("ha:light.cellar", True), Fasten("ha:lock.safe", False)):
        with pytest.raises(UnknownThing):
            await source.do(nothing)
    assert home.called == []


@pytest.mark.parametrize(
    ("code", "error"), [("service_validation_error", Unsupported), ("home_assistant_error", NotReachable)]
)
async def test_a_refused_service_is_no_done(
    home: FakeHomeAssistant, source: HomeAssistantSource, code: str, error: type[Exception]
) -> None:
    home.refuse = code
    with pytest.raises(error):
        await source.do(Switch("ha:light.bed", True))


async def test_the_switch_on_the_wall_is_noticed(
    home: FakeHomeAssistant, source: HomeAssistantSource
) -> None:
    told: list[list[str]] = []
    source.watch(lambda ids: told.append(list(ids)))
    await home.change("light.bed", "on")
    await until(lambda: things(source)["ha:light.bed"].state.on)
    assert told == [["ha:light.bed"]]
    await home.change("light.bed", "unavailable")
    await until(lambda: not things(source)["ha:light.bed"].reachable)


async def test_what_comes_goes_or_is_renamed_is_told_as_another_home(
    home: FakeHomeAssistant, source: HomeAssistantSource
) -> None:
    told: list[list[str]] = []
    source.watch(lambda ids: told.append(list(ids)))
    await home.change("light.new", "on", friendly_name="New", supported_color_modes=["onoff"])
    await until(lambda: "ha:light.new" in things(source))
    await home.change("light.new", "on", friendly_name="Newer")
    await until(lambda: things(source)["ha:light.new"].name("en") == "Newer")
    await home.change("light.new", None)
    await until(lambda: "ha:light.new" not in things(source))
    home.states["light.attic"] = {"entity_id": "light.attic", "state": "on", "attributes": {}}
    await home.tell("entity_registry_updated", {})
    await until(lambda: "ha:light.attic" in things(source))
    assert told == [[], [], [], []]


async def test_while_it_is_away_nothing_is_reachable_and_then_everything_is_again(
    home: FakeHomeAssistant, source: HomeAssistantSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.02)
    await home.close()
    await until(lambda: not source.ready.is_set())
    assert not any(each.reachable for each in source.things())
    with pytest.raises(NotReachable):
        await source.do(Switch("ha:light.bed", True))
    home.states["light.bed"]["state"] = "on"
    await home.open()
    await asyncio.wait_for(source.ready.wait(), 30)
    assert things(source)["ha:light.bed"].state.on
    await source.do(Switch("ha:light.bed", False))


async def test_a_wrong_token_a_missing_one_and_no_home_assistant_do_no_harm(home: FakeHomeAssistant) -> None:
    for url, environment in (
        (home.url, {"HOME_ASSISTANT_TOKEN": "wrong"}),
        (home.url, {}),
        ("http://127.0.0.1:9", {"HOME_ASSISTANT_TOKEN": TOKEN}),
        ("nonsense", {"HOME_ASSISTANT_TOKEN": TOKEN}),
    ):
        source = HomeAssistantSource(HomeAssistant(url), environment)
        await source.start()
        await asyncio.sleep(0.05)
        assert source.things() == []
        await source.stop()


async def test_an_older_one_has_no_floors() -> None:
    async with FakeHomeAssistant(floors=False) as home:
        source = HomeAssistantSource(HomeAssistant(home.url), {"HOME_ASSISTANT_TOKEN": TOKEN})
        await source.start()
        await asyncio.wait_for(source.ready.wait(), 30)
        assert {each.floor for each in source.rooms()} == {""}
        await source.stop()
