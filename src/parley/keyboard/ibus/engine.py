"""One text box on IBus's bus: its calls become keys, what is to be seen becomes signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from dbus_fast import Message, Variant
from dbus_fast.constants import ErrorType

from parley.keyboard.ibus import wire
from parley.keyboard.ibus.composing import Composing, Outcome, View
from parley.keyboard.ibus.keys import key
from parley.keyboard.types import LONGEST_BEFORE

INTERFACE: Final = "org.freedesktop.IBus.Engine"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
SERVICE: Final = "org.freedesktop.IBus.Service"
_SECRET: Final = frozenset({8, 9})
"""What a program says of a box for passwords, and of one for a PIN."""
_PRIVATE: Final = 1 << 11
"""Its hint that what is typed is nobody else's business, as in a private window."""
_TELLS_TEXT: Final = 1 << 5
"""A program that tells the text around the cursor."""
_DROPPED: Final = 0
"""What becomes of a preedit when its box is left: it is dropped."""

Send = Callable[[Message], None]


class Engine:
    """Answers the calls for one object of the bus."""

    def __init__(self, path: str, composing: Composing, send: Send) -> None:
        """``send`` puts a signal on the bus."""
        self.path = path
        self._composing, self._send = composing, send
        self._shown = View()
        self._told = False

    def call(self, message: Message) -> Message:
        """Answer a call."""
        if message.interface == PROPERTIES:
            return self._property(message)
        if message.interface not in (INTERFACE, SERVICE, None) or message.member not in self._CALLS:
            return Message.new_error(message, ErrorType.UNKNOWN_METHOD, "No such call.")
        body = self._CALLS[message.member](self, message.body)
        return Message.new_method_return(message, "b", body) if body else Message.new_method_return(message)

    def _key(self, body: Sequence[Any]) -> list[Any]:
        value, _, state = (int(each) for each in body[:3])
        outcome = self._composing.press(key(value, state))
        self._happened(outcome)
        return [outcome.handled]

    def _clicked(self, body: Sequence[Any]) -> None:
        self._happened(self._composing.choose(int(body[0])))

    def _left(self, _: Sequence[Any]) -> None:
        self._composing.leave()
        self._told = False
        self._show()

    def _reset(self, _: Sequence[Any]) -> None:
        self._composing.drop()
        self._show()

    def _entered(self, _: Sequence[Any]) -> None:
        sign = wire.mode(self._composing.english)
        self._signal("RegisterProperties", "v", wire.properties([sign]))
        self._signal("RequireSurroundingText", "")
        self._show()

    def _page_up(self, _: Sequence[Any]) -> None:
        self._turned(-1)

    def _page_down(self, _: Sequence[Any]) -> None:
        self._turned(1)

    def _turned(self, pages: int) -> None:
        self._composing.turn(pages)
        self._show()

    def _up(self, _: Sequence[Any]) -> None:
        self._composing.mark(-1)
        self._show()

    def _down(self, _: Sequence[Any]) -> None:
        self._composing.mark(1)
        self._show()

    def _capabilities(self, body: Sequence[Any]) -> None:
        self._told = bool(int(body[0]) & _TELLS_TEXT)

    def _surroundings(self, body: Sequence[Any]) -> None:
        cursor = int(body[1])
        if self._told:
            self._composing.stands(wire.written(body[0])[max(0, cursor - LONGEST_BEFORE) : cursor])

    def _nothing(self, _: Sequence[Any]) -> None:
        pass

    _CALLS: Final[dict[str, Callable[..., list[Any] | None]]] = {
        "ProcessKeyEvent": _key,
        "CandidateClicked": _clicked,
        "FocusIn": _entered,
        "FocusInId": _entered,
        "Enable": _entered,
        "FocusOut": _left,
        "FocusOutId": _left,
        "Disable": _left,
        "Destroy": _left,
        "Reset": _reset,
        "PageUp": _page_up,
        "PageDown": _page_down,
        "CursorUp": _up,
        "CursorDown": _down,
        "SetCapabilities": _capabilities,
        "SetSurroundingText": _surroundings,
        "SetCursorLocation": _nothing,
        "PropertyActivate": _nothing,
        "PropertyShow": _nothing,
        "PropertyHide": _nothing,
        "PanelExtensionReceived": _nothing,
        "PanelExtensionRegisterKeys": _nothing,
    }

    def _property(self, message: Message) -> Message:
        """``ContentType`` says what is typed in the box; the others are asked for by IBus."""
        known = {"FocusId": Variant("b", True), "ActiveSurroundingText": Variant("b", True)}
        if message.member == "GetAll":
            return Message.new_method_return(message, "a{sv}", [known])
        name = str(message.body[1])
        if message.member == "Get" and name in known:
            return Message.new_method_return(message, "v", [known[name]])
        if message.member == "Set" and name == "ContentType":
            purpose, hints = message.body[2].value
            self._composing.secret = purpose in _SECRET
            self._composing.private = self._composing.secret or bool(hints & _PRIVATE)
            if self._composing.secret:
                self._composing.drop()
                self._show()
            return Message.new_method_return(message)
        return Message.new_error(message, ErrorType.UNKNOWN_PROPERTY, "No such property.")

    def _happened(self, outcome: Outcome) -> None:
        if outcome.commit:
            self._signal("CommitText", "v", wire.text(outcome.commit))
        self._show()

    def _show(self) -> None:
        """What has changed since it was last shown."""
        view, before = self._composing.view(), self._shown
        self._shown = view
        if view.preedit != before.preedit:
            text = wire.text(view.preedit, underlined=True)
            shown = [text, len(view.preedit), bool(view.preedit), _DROPPED]
            self._signal("UpdatePreeditText", "vubu", *shown)
        if (view.page, view.cursor) != (before.page, before.cursor):
            self._signal("UpdateLookupTable", "vb", wire.table(view.page, view.cursor), bool(view.page))
        if view.english != before.english:
            self._signal("UpdateProperty", "v", wire.mode(view.english))

    def _signal(self, name: str, signature: str, *body: Any) -> None:
        self._send(Message.new_signal(self.path, INTERFACE, name, signature, list(body)))
