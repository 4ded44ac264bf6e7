"""Devices that announce themselves, on a real MQTT broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.broker import Broker, missing
from parley.errors import BadSettings, Unsupported
from parley.settings.around import Mqtt
from parley.skills.smarthome.mqtt import colors, source, templates
from parley.skills.smarthome.mqtt.announced import Announced, read_announcement
from parley.skills.smarthome.mqtt.entity import Entity
from parley.skills.smarthome.mqtt.orders import orders
from parley.skills.smarthome.mqtt.source import MqttSource
from parley.skills.smarthome.mqtt.things import thing_of
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
    Switch,
    Turn,
    UnknownThing,
)
from parley.skills.smarthome.things import Ability, Color, Kind, State, Thing

#: As Zigbee2MQTT announces a bulb.
BULB = {
    "name": None,
    "schema": "json",
    "brightness": True,
    "brightness_scale": 254,
    "supported_color_modes": ["xy", "color_temp"],
    "state_topic": "zigbee2mqtt/desk",
    "command_topic": "zigbee2mqtt/desk/set",
    "availability": [
        {"topic": "zigbee2mqtt/bridge/state", "value_template": "{{ value_json.state }}"},
        {"topic": "zigbee2mqtt/desk/availability", "value_template": "{{ value_json.state }}"},
    ],
    "availability_mode": "all",
    "unique_id": "0x01_light",
    "device": {"name": "台灯", "suggested_area": "书房", "identifiers": ["zigbee2mqtt_0x01"]},
}
#: As small boards do: short names, and a base topic.
PLUG = {
    "~": "tele/plug",
    "name": "Heater",
    "cmd_t": "~/cmnd",
    "stat_t": "~/state",
    "val_tpl": "{{ value_json.POWER }}",
    "avty_t": "~/LWT",
    "pl_avail": "Online",
    "pl_not_avail": "Offline",
    "dev_cla": "outlet",
    "dev": {"name": "Bathroom", "sa": "Bathroom"},
}


def entity(component: str, **config: Any) -> Entity:
    return Entity(Announced("it", component, config))


def told(component: str, messages: dict[str, str], **config: Any) -> Thing:
    """The thing after these messages."""
    it = entity(component, **config)
    for topic, payload in messages.items():
        assert it.take(topic, payload)
    thing = thing_of("mqtt", it)
    assert thing is not None
    return thing


# What an announcement is.


def test_short_names_and_the_base_topic_are_written_out() -> None:
    [it] = read_announcement("ha", "ha/switch/plug/config", json.dumps(PLUG).encode())
    assert it.config["command_topic"] == "tele/plug/cmnd"
    assert it.config["availability_topic"] == "tele/plug/LWT"
    assert it.config["device"]["suggested_area"] == "Bathroom"


def test_a_whole_device_announces_its_parts_at_once() -> None:
    whole = {
        "dev": {"name": "Window"},
        "~": "window",
        "cmps": {
            "contact": {"p": "binary_sensor", "dev_cla": "window", "stat_t": "~/open"},
            "battery": {"p": "sensor", "dev_cla": "battery", "stat_t": "~/battery"},
            "gone": {"p": "sensor"},
            "odd": {"p": "tag_scanner", "t": "~/tag"},
        },
    }
    parts = read_announcement("ha", "ha/device/window/config", json.dumps(whole).encode())
    assert {each.id: each.config.get("state_topic") for each in parts} == {
        "device_window_contact": "window/open",
        "device_window_battery": "window/battery",
        "device_window_gone": None,
    }


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("ha/switch/config", b"{}"),
        ("ha/update/x/config", b"{}"),
        ("ha/switch/x/config", b"[1]"),
        ("ha/switch/x/config", b"{"),
        ("ha/switch/x/config", b"\xff\xfe"),
        ("ha/switch/x/config", b"{" + b" " * 300_000 + b"}"),
    ],
)
def test_what_is_no_announcement_is_passed_over(topic: str, payload: bytes) -> None:
    assert read_announcement("ha", topic, payload) == []


@given(
    st.dictionaries(
        st.sampled_from(["~", "cmd_t", "avty", "dev", "cmps", "modes", "bri_scl"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.text())
        | st.dictionaries(st.text(), st.text()),
    )
)
def test_any_announcement_is_survived(config: dict[str, Any]) -> None:
    for component in ("light", "climate", "cover", "device"):
        for each in read_announcement("ha", f"ha/{component}/x/config", json.dumps(config).encode()):
            if each.config:
                it = Entity(each)
                it.topics()
                thing_of("mqtt", it)


# What its messages mean.


@pytest.mark.parametrize(
    ("component", "config", "messages", "state"),
    [
        ("switch", {"state_topic": "s"}, {"s": "ON"}, State(on=True)),
        ("switch", {"state_topic": "s", "state_off": "0", "payload_off": "off"}, {"s": "0"}, State(on=False)),
        (
            "light",
            {"state_topic": "s", "brightness_state_topic": "b", "rgb_state_topic": "c"},
            {"s": "ON", "b": "51", "c": "255,0,10"},
            State(on=True, brightness=20, color=Color(rgb=(255, 0, 10))),
        ),
        (
            "light",
            {"schema": "json", "state_topic": "s"},
            {"s": '{"state":"ON","brightness":128,"color_mode":"color_temp","color_temp":370}'},
            State(on=True, brightness=50, color=Color(kelvin=2703)),
        ),
        (
            "fan",
            {"state_topic": "s", "percentage_state_topic": "p", "speed_range_min": 1, "speed_range_max": 4},
            {"s": "ON", "p": "2"},
            State(on=True, speed=50),
        ),
        ("cover", {"state_topic": "s"}, {"s": "closed"}, State(position=0)),
        ("cover", {"state_topic": "s"}, {"s": "opening"}, State(heading=100)),
        (
            "cover",
            {"position_topic": "p", "position_open": 0, "position_closed": 100},
            {"p": "70"},
            State(position=30),
        ),
        ("lock", {"state_topic": "s"}, {"s": "UNLOCKED"}, State(locked=False)),
        ("vacuum", {"state_topic": "s"}, {"s": '{"state":"docked"}'}, State(activity="docked")),
        (
            "climate",
            {
                "mode_state_topic": "m",
                "temperature_state_topic": "t",
                "current_temperature_topic": "c",
                "current_temperature_template": "{{ value_json.local | round(1) }}",
                "temperature_unit": "F",
            },
            {"m": "heat_cool", "t": "68", "c": '{"local": 70.04}'},
            State(on=True, mode="auto", target=20, readings={"temperature": 21.1}),
        ),
        (
            "sensor",
            {
                "state_topic": "s",
                "device_class": "power",
                "unit_of_measurement": "kW",
                "value_template": "{{ value_json['p'] }}",
            },
            {"s": '{"p": 1.5}'},
            State(readings={"power": 1500}),
        ),
        (
            "binary_sensor",
            {"state_topic": "s", "device_class": "motion"},
            {"s": "OFF"},
            State(readings={"motion": 0}),
        ),
        ("sensor", {"state_topic": "s", "device_class": "humidity"}, {"s": "unavailable"}, State()),
    ],
)
def test_a_message_is_a_state(
    component: str, config: dict[str, Any], messages: dict[str, str], state: State
) -> None:
    assert told(component, messages, **config).state == state


def test_what_a_thing_is_called_and_where_it_is() -> None:
    bulb = told("light", {}, **BULB)
    assert (bulb.name("zh"), bulb.room, bulb.kind) == ("台灯", "study", Kind.LIGHT)
    assert bulb.abilities == {Ability.SWITCH, Ability.BRIGHTNESS, Ability.COLOR, Ability.WARMTH}
    plug = told("switch", {}, name="Heater", device={"name": "Bathroom"}, device_class="outlet")
    assert (plug.name("en"), plug.kind) == ("Bathroom Heater", Kind.PLUG)
    assert told("switch", {}, name="Bathroom plug", device={"name": "Bathroom"}).name("en") == "Bathroom plug"


@pytest.mark.parametrize("config", [{"entity_category": "diagnostic"}, {"enabled_by_default": False}])
def test_what_only_sets_a_device_up_is_nobodys_business(config: dict[str, Any]) -> None:
    assert thing_of("mqtt", entity("switch", command_topic="c", **config)) is None


def test_a_device_says_itself_whether_it_is_there() -> None:
    there = {
        "zigbee2mqtt/bridge/state": '{"state":"online"}',
        "zigbee2mqtt/desk/availability": '{"state":"online"}',
    }
    assert not told("light", {}, **BULB).reachable
    assert told("light", there, **BULB).reachable
    assert not told(
        "light", {**there, "zigbee2mqtt/desk/availability": '{"state":"offline"}'}, **BULB
    ).reachable
    assert told("light", {}, command_topic="c").reachable


# What it is told.


@pytest.mark.parametrize(
    ("component", "config", "command", "wanted"),
    [
        ("switch", {"payload_on": "1"}, Switch("mqtt:it", True), [("c", "1")]),
        ("light", {"schema": "json"}, Switch("mqtt:it", False), [("c", {"state": "OFF"})]),
        (
            "light",
            {"schema": "json", "brightness_scale": 254},
            Brighten("mqtt:it", 50),
            [("c", {"state": "ON", "brightness": 127})],
        ),
        (
            "light",
            {"schema": "json", "supported_color_modes": ["hs"]},
            Paint("mqtt:it", Color(rgb=(0, 255, 0))),
            [("c", {"state": "ON", "color": {"h": 120.0, "s": 100.0}})],
        ),
        (
            "light",
            {"schema": "json"},
            Paint("mqtt:it", Color(kelvin=2700)),
            [("c", {"state": "ON", "color_temp": 370})],
        ),
        ("light", {"brightness_command_topic": "b"}, Brighten("mqtt:it", 20), [("b", "51")]),
        ("light", {"brightness_command_topic": "b"}, Brighten("mqtt:it", 0), [("c", "OFF")]),
        ("light", {"rgb_command_topic": "r"}, Paint("mqtt:it", Color(rgb=(1, 2, 3))), [("r", "1,2,3")]),
        ("cover", {}, Move("mqtt:it", 100), [("c", "OPEN")]),
        ("cover", {"payload_close": "down"}, Move("mqtt:it", 0), [("c", "down")]),
        (
            "cover",
            {"set_position_topic": "p", "position_open": 0, "position_closed": 100},
            Move("mqtt:it", 30),
            [("p", "70")],
        ),
        ("cover", {}, Halt("mqtt:it"), [("c", "STOP")]),
        ("lock", {}, Fasten("mqtt:it", True), [("c", "LOCK")]),
        (
            "climate",
            {"temperature_command_topic": "t", "temperature_command_template": '{"t": {{ value }}}'},
            Keep("mqtt:it", 21.5),
            [("t", {"t": 21.5})],
        ),
        (
            "climate",
            {"mode_command_topic": "m", "modes": ["off", "heat_cool"]},
            Turn("mqtt:it", "auto"),
            [("m", "heat_cool")],
        ),
        (
            "climate",
            {"mode_command_topic": "m", "modes": ["off", "cool"]},
            Switch("mqtt:it", True),
            [("m", "cool")],
        ),
        (
            "fan",
            {"percentage_command_topic": "p", "speed_range_max": 4},
            Blow("mqtt:it", 50),
            [("c", "ON"), ("p", "2")],
        ),
        ("fan", {"percentage_command_topic": "p"}, Blow("mqtt:it", 0), [("c", "OFF")]),
        ("vacuum", {}, Clean("mqtt:it", False), [("c", "return_to_base")]),
        ("scene", {}, Activate("mqtt:it"), [("c", "ON")]),
    ],
)
def test_a_command_is_a_message(
    component: str, config: dict[str, Any], command: Command, wanted: list[tuple[str, Any]]
) -> None:
    made = orders(command, entity(component, command_topic="c", **config))
    assert [
        (topic, json.loads(text) if isinstance(want, dict) else text)
        for (topic, text), (_, want) in zip(made, wanted, strict=True)
    ] == wanted


def test_what_has_no_topic_cannot_be_done() -> None:
    for command in (
        Move("mqtt:it", 40),
        Paint("mqtt:it", Color(rgb=(1, 1, 1))),
        Keep("mqtt:it", 20),
        Turn("mqtt:it", "dry"),
    ):
        with pytest.raises(Unsupported):
            orders(command, entity("cover", command_topic="c"))
    with pytest.raises(Unsupported):
        orders(Halt("mqtt:it"), entity("cover", command_topic="c", payload_stop=None))


@pytest.mark.parametrize("modes", [["xy"], ["hs"], ["rgb"]])
@given(hue=st.floats(0, 1))
def test_a_colour_comes_back_as_it_went(modes: list[str], hue: float) -> None:
    import colorsys

    red, green, blue = (round(each * 255) for each in colorsys.hsv_to_rgb(hue, 1, 1))
    back = colors.read(colors.written((red, green, blue), modes))
    assert back is not None
    assert max(abs(one - other) for one, other in zip(back, (red, green, blue), strict=True)) <= 6


@pytest.mark.parametrize(
    "template",
    [
        "{% for x in value_json.a %}{% for y in value_json.a %}{{ y }}{% endfor %}{% endfor %}",
        "{{ 'x' * 99999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ value | center(99999999999) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ value.ljust(9999999999) }}",
        "{{ nothing.there.at.all }}",
        "{{ value_json.a | int + 'x' }}",
        "{{",
        "{{ 1 }}" * 1000,
    ],
)
def test_a_template_can_do_nothing_but_read_its_value(template: str) -> None:
    assert templates.read(template, '{"a": [1, 2]}') == ""


# The whole of it.


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    if missing:
        pytest.skip(missing)
    with Broker(tmp_path_factory.mktemp("nats")) as broker:
        yield broker


@pytest.fixture
async def device(broker: Broker) -> AsyncIterator[aiomqtt.Client]:
    async with aiomqtt.Client("127.0.0.1", broker.port) as client:
        yield client


@pytest.fixture
async def house(broker: Broker) -> AsyncIterator[MqttSource]:
    house = MqttSource(Mqtt(broker.url))
    await house.start()
    await asyncio.wait_for(house.ready.wait(), 10)
    yield house
    await house.stop()


def things(house: MqttSource) -> dict[str, Thing]:
    return {each.id: each for each in house.things()}


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - the other side is another program
            await asyncio.sleep(0.005)


async def test_a_plug_announces_itself_is_switched_and_taken_away(
    house: MqttSource, device: aiomqtt.Client
) -> None:
    await device.subscribe("tele/plug/cmnd")
    await device.publish("homeassistant/switch/plug/config", json.dumps(PLUG), retain=True, qos=1)
    await until(lambda: "mqtt:switch_plug" in things(house))
    await device.publish("tele/plug/LWT", "Online", retain=True, qos=1)
    await device.publish("tele/plug/state", '{"POWER":"OFF"}', qos=1)
    await until(lambda: things(house)["mqtt:switch_plug"].state.on is False)
    assert things(house)["mqtt:switch_plug"].reachable
    assert [each.id for each in house.rooms()] == ["bathroom"]

    switching = asyncio.create_task(house.do(Switch("mqtt:switch_plug", True)))
    message = await anext(aiter(device.messages))
    assert message.payload == b"ON"
    assert not switching.done(), "the device has not said yet that it is on"
    await device.publish("tele/plug/state", '{"POWER":"ON"}', qos=1)
    await switching

    await device.publish("homeassistant/switch/plug/config", "", retain=True, qos=1)
    await until(lambda: not house.things())
    with pytest.raises(UnknownThing):
        await house.do(Switch("mqtt:switch_plug", True))


async def test_what_was_announced_before_is_known_at_once(broker: Broker, device: aiomqtt.Client) -> None:
    await device.publish("homeassistant/light/desk/config", json.dumps(BULB), retain=True, qos=1)
    await device.publish("zigbee2mqtt/desk", '{"state":"ON","brightness":254}', retain=True, qos=1)
    house = MqttSource(Mqtt(broker.url))
    await house.start()
    await until(
        lambda: (
            (light := things(house).get("mqtt:light_desk")) and light.state == State(on=True, brightness=100)
        )
    )
    await house.stop()
    await device.publish("homeassistant/light/desk/config", "", retain=True, qos=1)


async def test_a_device_that_does_not_answer_has_not_done_it(
    house: MqttSource, device: aiomqtt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_CONFIRMED", 0.1)
    await device.publish(
        "homeassistant/switch/mute/config", json.dumps({"cmd_t": "m/set", "stat_t": "m"}), qos=1
    )
    await until(lambda: "mqtt:switch_mute" in things(house))
    with pytest.raises(NotReachable):
        await house.do(Switch("mqtt:switch_mute", True))


async def test_a_broker_that_goes_away_takes_everything_out_of_reach_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing:
        pytest.skip(missing)
    monkeypatch.setattr(source, "_FIRST_PAUSE", 0.05)
    with Broker(tmp_path) as broker:
        house = MqttSource(Mqtt(broker.url))
        await house.start()
        await asyncio.wait_for(house.ready.wait(), 10)
        async with aiomqtt.Client("127.0.0.1", broker.port) as device:
            await device.publish("homeassistant/switch/a/config", '{"cmd_t":"a"}', retain=True, qos=1)
            await until(house.things)
        broker.stop()
        await until(lambda: not house.ready.is_set())
        assert not house.things()[0].reachable
        with pytest.raises(NotReachable):
            await house.do(Switch("mqtt:switch_a", True))
        broker.start()
        await asyncio.wait_for(house.ready.wait(), 15)
        await house.stop()


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "broker:1883"])
async def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(BadSettings):
        await MqttSource(Mqtt(url)).start()
