"""What a board says that it heard: a wake word, for which it competes, or a text that somebody typed."""

from __future__ import annotations

import asyncio

import pytest

from fakes.assistant import FakeAssistant, FakeConversation
from fakes.board import spoken
from gateways.xiaozhi.conftest import House, Talk
from parley.assistant.events import Mode
from parley.assistant.waking import Bid
from parley.gateways.xiaozhi.waking_up import is_short, plain


@pytest.fixture
def bids(monkeypatch: pytest.MonkeyPatch) -> list[Bid | None]:
    """The wake words that conversations were told of."""
    told: list[Bid | None] = []

    class Told(FakeConversation):
        def listen(self, mode: object, *, woke: Bid | None = None) -> None:
            told.append(woke)
            super().listen(mode, woke=woke)

    def open_one(self: FakeAssistant, *_: object, **__: object) -> FakeConversation:
        self.conversations.append(Told(self.script))
        return self.conversations[-1]

    monkeypatch.setattr(FakeAssistant, "open", open_one)
    return told


def read(talk: Talk) -> bool:
    return "read" in talk.conversation.calls


async def test_a_wake_word_with_its_sound_competes_by_its_loudness(
    house: House, bids: list[Bid | None]
) -> None:
    for loud in (8000.0, 800.0):
        async with house.talk("auto") as talk:
            await talk.board.send(spoken(1.5, loud=loud), pace=0.0)
            await talk.board.say(type="listen", state="detect", text="随便叫我")
            await talk.board.listen()
            await asyncio.sleep(1)
            assert not read(talk)
    near, far = bids
    assert near and far
    assert (near.word, near.score) == ("随便叫我", 1.0)
    assert near.loudness == pytest.approx(-15.3, abs=1.5)
    assert near.loudness - far.loudness == pytest.approx(20, abs=3)


@pytest.mark.parametrize("word", ["你好小智", "Hi, ESP!", "小智小智", "Jarvis"])
async def test_a_known_wake_word_without_its_sound(house: House, bids: list[Bid | None], word: str) -> None:
    async with house.talk("auto") as talk:
        await talk.board.say(type="listen", state="detect", text=word)
        await asyncio.sleep(0.5)
        await talk.board.listen()
        await asyncio.sleep(1)
        assert bids == [Bid(word)]
        assert not read(talk)


async def test_a_name_that_somebody_gave_their_board(house: House, bids: list[Bid | None]) -> None:
    async with house.talk("auto") as talk:
        await talk.board.say(type="listen", state="detect", text="豆豆")
        await talk.board.listen()
        await asyncio.sleep(1)
        assert bids == [Bid("豆豆")]
        assert not read(talk)


@pytest.mark.parametrize("text", ["几点了", "what time is it", "明天早上七点叫我起床，别忘了"])
async def test_what_is_typed_is_answered(house: House, bids: list[Bid | None], text: str) -> None:
    async with house.talk("auto") as talk:
        await talk.board.say(type="listen", state="detect", text=text)
        await asyncio.sleep(2)
        assert read(talk)
        assert talk.board.words()[0] == f"stt {text}"
        assert not any(bids)


async def test_a_wake_word_counts_for_a_moment_only(house: House, bids: list[Bid | None]) -> None:
    async with house.talk("auto") as talk:
        await talk.board.say(type="listen", state="detect", text="你好小智")
        await asyncio.sleep(10)
        await talk.board.listen()
        assert bids == [None]


async def test_nobody_competes_for_a_button(house: House, bids: list[Bid | None]) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        assert bids == [None]
        assert talk.conversation.calls == [f"listen {Mode.OPEN}"]


def test_wake_words_are_short_and_their_spelling_is_free() -> None:
    assert plain("Hi, ＥＳＰ!") == "hiesp"
    assert is_short("你好小智") and is_short("heyjarvis")
    assert not is_short(plain("明天早上七点叫我起床，别忘了"))
