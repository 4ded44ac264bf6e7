"""IBus asks over D-Bus: its messages become keys, and what is to be seen goes back as it understands it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from keyboard.test_ibus_composing import Answers
from parley.errors import Unsupported
from parley.keyboard.ibus import component, wire
from parley.keyboard.ibus.address import bus_address
from parley.keyboard.ibus.composing import Composing
from parley.keyboard.ibus.engine import INTERFACE, PROPERTIES
from parley.keyboard.ibus.factory import INTERFACE as FACTORY
from parley.keyboard.ibus.factory import PATH, Factory
from parley.keyboard.types import Typed


class Bus(MessageBus):
    """Keeps what is sent, and is connected to nothing."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, msg: Message) -> Any:
        self.sent.append(msg)


class Ibus:
    """As the daemon calls the engine."""

    def __init__(self) -> None:
        self.bus, self.taught = Bus(), list[Typed]()
        self.factory = Factory(self.bus, lambda: Composing(Answers(), self.taught.append))
        self.engine = ""
        self.engine = self.call(PATH, FACTORY, "CreateEngine", "s", component.ENGINE).body[0]

    def call(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Message:
        message = Message(
            path=path, interface=interface, member=member, signature=signature, body=list(body), serial=7
        )
        answer = self.factory.handle(message)
        assert isinstance(answer, Message)
        answer._marshall(False)  # pyright: ignore[reportPrivateUsage] - it can really be sent
        return answer

    def key(self, value: int, state: int = 0) -> bool:
        return self.call(self.engine, INTERFACE, "ProcessKeyEvent", "uuu", value, 0, state).body[0]

    def said(self, member: str) -> list[list[Any]]:
        for each in self.bus.sent:
            each.serial = 9
            each._marshall(False)  # pyright: ignore[reportPrivateUsage]
        return [each.body for each in self.bus.sent if each.member == member]

    def purpose(self, purpose: int, hints: int = 0) -> None:
        value = Variant("(uu)", [purpose, hints])
        answer = self.call(self.engine, PROPERTIES, "Set", "ssv", INTERFACE, "ContentType", value)
        assert answer.message_type == MessageType.METHOD_RETURN


@pytest.fixture
def ibus() -> Ibus:
    return Ibus()


def test_keys_become_a_preedit_a_table_and_a_text(ibus: Ibus) -> None:
    assert ibus.key(ord("n")) and ibus.key(ord("i"))
    text, cursor, visible, _ = ibus.said("UpdatePreeditText")[-1]
    assert (wire.written(text), cursor, visible) == ("ni", 2, True)
    table, shown = ibus.said("UpdateLookupTable")[-1]
    assert shown and [wire.written(each) for each in table.value[7]] == ["《ni》", "n!"]
    assert ibus.key(0x20)
    assert wire.written(ibus.said("CommitText")[-1][0]) == "《ni》"
    assert ibus.said("UpdatePreeditText")[-1][2] is False
    assert ibus.said("UpdateLookupTable")[-1][1] is False
    assert not ibus.key(0x20)


def test_a_click_chooses(ibus: Ibus) -> None:
    ibus.key(ord("n"))
    ibus.call(ibus.engine, INTERFACE, "CandidateClicked", "uuu", 0, 1, 0)
    assert wire.written(ibus.said("CommitText")[-1][0]) == "《n》"


@pytest.mark.parametrize("purpose", [8, 9])
def test_a_box_for_passwords_gets_its_keys(ibus: Ibus, purpose: int) -> None:
    ibus.key(ord("n"))
    ibus.purpose(purpose)
    assert ibus.said("UpdatePreeditText")[-1][2] is False
    assert not ibus.key(ord("n")) and not ibus.key(0x20)
    assert ibus.said("CommitText") == [] and ibus.taught == []
    ibus.purpose(0)
    assert ibus.key(ord("n"))


def test_of_a_private_window_nothing_is_learned(ibus: Ibus) -> None:
    ibus.purpose(0, 1 << 11)
    ibus.key(ord("n"))
    ibus.key(0x20)
    assert ibus.said("CommitText") != [] and ibus.taught == []
    ibus.purpose(0)
    ibus.key(ord("n"))
    ibus.key(0x20)
    assert len(ibus.taught) == 1


def test_leaving_the_box_drops_what_is_composed(ibus: Ibus) -> None:
    ibus.key(ord("n"))
    ibus.call(ibus.engine, INTERFACE, "FocusOut")
    assert ibus.said("UpdatePreeditText")[-1][2] is False and ibus.said("CommitText") == []


def test_the_text_around_the_cursor_is_looked_at(ibus: Ibus) -> None:
    ibus.call(ibus.engine, INTERFACE, "SetCapabilities", "u", 1 << 5)
    before = wire.text("3")
    ibus.call(ibus.engine, INTERFACE, "SetSurroundingText", "vuu", before, 1, 1)
    assert not ibus.key(ord("."))
    ibus.call(ibus.engine, INTERFACE, "SetSurroundingText", "vuu", wire.text("三"), 1, 1)
    assert ibus.key(ord("."))


def test_shift_is_seen_in_the_panel(ibus: Ibus) -> None:
    ibus.call(ibus.engine, INTERFACE, "FocusIn")
    assert ibus.said("RegisterProperties") != []
    ibus.key(0xFFE1)
    ibus.key(0xFFE1, 1 << 30)
    (sign,) = ibus.said("UpdateProperty")[-1]
    assert wire.written(sign.value[11]) == "英"


@pytest.mark.parametrize(
    ("path", "interface", "member", "signature", "body"),
    [
        (PATH, FACTORY, "CreateEngine", "s", ["xkb:us::eng"]),
        (PATH, FACTORY, "Format", "", []),
        ("engine", INTERFACE, "Format", "", []),
        ("engine", PROPERTIES, "Get", "ss", [INTERFACE, "Secret"]),
    ],
)
def test_what_nobody_knows_is_an_error(
    ibus: Ibus, path: str, interface: str, member: str, signature: str, body: list[Any]
) -> None:
    where = ibus.engine if path == "engine" else path
    assert ibus.call(where, interface, member, signature, *body).message_type == MessageType.ERROR


def test_a_box_that_is_gone_answers_no_more(ibus: Ibus) -> None:
    ibus.call(ibus.engine, "org.freedesktop.IBus.Service", "Destroy")
    message = Message(path=ibus.engine, interface=INTERFACE, member="FocusIn", serial=3)
    assert ibus.factory.handle(message) is False


def test_the_bus_is_found_where_ibus_says(tmp_path: Path) -> None:
    assert bus_address({"IBUS_ADDRESS": "unix:path=/x"}) == "unix:path=/x"
    folder = tmp_path / "ibus" / "bus"
    folder.mkdir(parents=True)
    told = {"XDG_CONFIG_HOME": str(tmp_path), "DISPLAY": ":1.0"}
    with pytest.raises(Unsupported):
        bus_address(told)
    (folder / "3d12-unix-1").write_text("# told\nIBUS_ADDRESS=unix:path=/y,guid=1\nIBUS_DAEMON_PID=1\n")
    assert bus_address(told) == "unix:path=/y,guid=1"
    (folder / "3d12-unix-wayland-0").write_text("IBUS_ADDRESS=unix:path=/z\n")
    assert bus_address(told | {"WAYLAND_DISPLAY": "wayland-0"}) == "unix:path=/z"
    (folder / "3d12-unix-1").write_text("IBUS_ADDRESS=unix:path=/y\nIBUS_DAEMON_PID=999999999\n")
    with pytest.raises(Unsupported):
        bus_address(told)


def test_it_is_installed_for_one_person_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IBUS_COMPONENT_PATH", raising=False)
    data, choices = tmp_path / "share", tmp_path / "config"
    files = component.install(data, choices, ["/opt/my parley/python", "-m", "parley", "ibus"])
    described = ElementTree.parse(files[0]).getroot()
    assert described.findtext("exec") == "'/opt/my parley/python' -m parley ibus"
    assert described.findtext("name") == component.NAME
    assert described.findtext("engines/engine/name") == component.ENGINE
    assert files[1].read_text() == f"IBUS_COMPONENT_PATH=/usr/share/ibus/component:{data}/ibus/component\n"
    assert component.remove(data, choices) == files
    assert component.remove(data, choices) == []
