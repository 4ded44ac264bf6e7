"""What is typed into a private box leaves no trace, whatever is typed around it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.websockets import WebSocket, WebSocketDisconnect

from fakes.records import MemoryHome
from fakes.typist import FakeTypist
from parley.gateways.keyboard.socket import Sockets
from parley.home.accounts.callers import Caller, Kind, Role, Scope
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.learning.personal import Personal
from parley.keyboard.service import Keyboard
from parley.pool.host import Inline
from parley.settings import Settings

ANNA = Caller("anna", Role.FAMILY, Kind.KEY, frozenset(Scope), "token", "phone")
secrets = st.text("甲乙丙xyz", min_size=2, max_size=8).map("geheim".__add__)
harmless = st.text("子丑寅abc", min_size=1, max_size=8)


class Said:
    """A WebSocket on which everything has been said already."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self._messages = iter(messages)
        self.sent: list[dict[str, Any]] = []

    async def accept(self) -> None:
        return

    async def receive(self) -> dict[str, Any]:
        found = next(self._messages, None)
        if found is None:
            return {"type": "websocket.disconnect"}
        return {"type": "receive", "text": json.dumps(found)}

    async def send_text(self, text: str) -> None:
        self.sent.append(json.loads(text))


def written(seq: int, word: str, replaced: bool, insisted: bool) -> list[dict[str, Any]]:
    """A word is typed, and put in."""
    commit = {"type": "commit", "seq": seq, "text": word, "words": [word], "insisted": insisted}
    keys = {"typed": word, "replaced": word if replaced else ""}
    return [{"type": "compose", "seq": seq, "typed": word}, {**commit, **keys}]


boxes = st.lists(
    st.tuples(
        st.booleans(),
        st.lists(st.tuples(secrets, harmless, st.booleans(), st.booleans()), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=5,
)


@given(boxes)
@settings(max_examples=15)
def test_nothing_private_is_ever_learned(typed: list[tuple[bool, list[tuple[str, str, bool, bool]]]]) -> None:
    async def run() -> None:
        home, typist = MemoryHome(), FakeTypist()
        learned = Learned(home, known=lambda *_: False)
        keyboard = Keyboard(Settings(data=str(Path())), learned, [Inline("keyboard", lambda: typist)])
        sockets = Sockets(keyboard)
        public: set[str] = set()
        for private, words in typed:
            messages = [{"type": "start", "private": private}]
            for seq, (secret, plain, replaced, insisted) in enumerate(words, 1):
                word = secret if private else plain
                public |= set() if private else {word}
                messages += written(seq, word, replaced, insisted)
            socket = Said(*messages)
            with contextlib.suppress(WebSocketDisconnect):
                await sockets.hold(cast(WebSocket, socket), ANNA, lambda: True)
            assert [each["type"] for each in socket.sent].count("learned") == len(words)
        own = Personal.load(await learned.state("anna"))
        assert {text for each in own.vocabularies for text in each.texts if text} == public
        everything = [
            each.document for name in ("words", "tallies") for each in await home.records.all("anna", name)
        ]
        assert "geheim" not in repr(everything) and "geheim" not in repr(typist.heard)
        assert b"geheim" not in await learned.state("anna")
        await learned.close()

    asyncio.run(run())
