"""A desktop without a screen: a real IBus, the engine as it starts it, and a program with one text box."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from parley.keyboard.ibus import wire
from parley.keyboard.ibus.component import ENGINE, description

HAS_IBUS = shutil.which("ibus-daemon") is not None and shutil.which("dbus-run-session") is not None
_BUS, _BOX = "org.freedesktop.IBus", "org.freedesktop.IBus.InputContext"
_SHOWS_IT_ITSELF = 1 << 0 | 1 << 2 | 1 << 3 | 1 << 5
"""The preedit, the table of candidates, that it has the focus, and it tells the text around the cursor."""
_PATIENCE = 60.0


class IbusDesk:
    """Use with ``async with``. ``folder`` must have a short name: it holds a socket."""

    def __init__(self, folder: Path, data: Path, command: list[str] | None = None) -> None:
        """``data`` is Parley's data folder."""
        self._folder, self._data = folder, data
        self._command = command or [sys.executable, "-m", "parley", "ibus"]
        self._daemon: Process | None = None
        self.text = ""
        """What was written into the box."""
        self.preedit = ""
        self.page: list[str] = []

    async def __aenter__(self) -> IbusDesk:
        component = self._folder / "component"
        component.mkdir()
        (component / "parley.xml").write_text(description(self._command), "utf-8")
        home = self._folder / "home"
        home.mkdir()
        environment = {
            each: value for each, value in os.environ.items() if each not in ("DISPLAY", "WAYLAND_DISPLAY")
        }
        environment |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "XDG_CACHE_HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "XDG_DATA_HOME": str(self._data.parent),
            "IBUS_COMPONENT_PATH": f"{component}:/usr/share/ibus/component",
        }
        address = f"unix:path={self._folder}/bus"
        options = ["--panel=disable", "--config=disable", "--emoji-extension=disable", "--cache=none"]
        with (self._folder / "log").open("wb") as log:
            self._daemon = await asyncio.create_subprocess_exec(
                "dbus-run-session", "--", "ibus-daemon", *options, f"--address={address}",
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    self._bus = await MessageBus(address).connect()
                    break
                except OSError:
                    await asyncio.sleep(0.02)  # its socket is not there yet; nothing tells
        self._bus.add_message_handler(self._told)
        (self._box,) = await self._call("/org/freedesktop/IBus", _BUS, "CreateInputContext", "s", "test")
        await self._box_call("SetCapabilities", "u", _SHOWS_IT_ITSELF)
        await self._box_call("FocusIn")
        await self.engine(ENGINE)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._bus.disconnect()
        if self._daemon is not None:
            self._daemon.terminate()
            await self._daemon.wait()

    async def engine(self, name: str) -> None:
        """Have another engine take the keys."""
        await self._box_call("SetEngine", "s", name)

    async def key(self, value: int, state: int = 0) -> bool:
        """Press a key; whether it was taken."""
        (taken,) = await self._box_call("ProcessKeyEvent", "uuu", value, 0, state)
        return taken

    async def types(self, written: str) -> None:
        """Press keys; those that are not taken write themselves."""
        for each in written:
            if not await self.key(ord(each)):
                self.text += each

    async def stands(self, before: str) -> None:
        """Tell the text before the cursor."""
        at = len(before)
        await self._box_call("SetSurroundingText", "vuu", wire.text(before), at, at)

    async def is_for(self, purpose: int) -> None:
        """Say what the box is for: 8 is a password."""
        value = Variant("(uu)", [purpose, 0])
        await self._call(
            self._box, "org.freedesktop.DBus.Properties", "Set", "ssv", _BOX, "ContentType", value
        )

    async def _box_call(self, member: str, signature: str = "", *body: Any) -> list[Any]:
        return await self._call(self._box, _BOX, member, signature, *body)

    async def _call(
        self, path: str, interface: str, member: str, signature: str = "", *body: Any
    ) -> list[Any]:
        message = Message(_BUS, path, interface, member, signature=signature, body=list(body))
        async with asyncio.timeout(_PATIENCE):
            answer = await self._bus.call(message)
        assert answer is not None and answer.message_type == MessageType.METHOD_RETURN, answer and answer.body
        return answer.body

    def _told(self, message: Message) -> None:
        if message.member == "CommitText":
            self.text += wire.written(message.body[0])
        elif message.member == "UpdatePreeditText":
            self.preedit = wire.written(message.body[0])
        elif message.member == "UpdateLookupTable":
            table, shown = message.body
            self.page = [wire.written(each) for each in table.value[7]] if shown else []
        elif message.member in ("HidePreeditText", "HideLookupTable"):
            self.preedit, self.page = "", []
