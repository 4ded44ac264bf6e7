"""A keyboard that goes on without the server, and the real home it belongs to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette

from fakes.home_server import home_server, listening
from fakes.tiny_packs import tiny_pack
from fakes.typist import FakeTypist
from parley.errors import NotAllowed
from parley.gateways.access import Door
from parley.gateways.keyboard.routes import keyboard_routes
from parley.home.accounts.callers import Kind, Scope
from parley.keyboard.ibus.home import Way, deliver
from parley.keyboard.ibus.kept import Kept
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.service import Keyboard
from parley.keyboard.types import Typed
from parley.pool.host import Inline
from parley.settings import Settings

Ways = Callable[[str], Way]


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Ways]:
    """Ways to one home, by scopes: of Anna's keys."""
    async with home_server(tmp_path) as house:
        account = (await house.person()).id
        keys = {
            name: await house.home.tokens.issue(account, Kind.KEY, scopes)
            for name, scopes in (("all", set(Scope)), ("talk", {Scope.TALK}))
        }
        host, door = Inline("keyboard", FakeTypist), Door(house.home.tokens)
        keyboard = Keyboard(Settings(data=str(tmp_path)), Learned(house.home), [host])
        async with keyboard, listening(Starlette(routes=keyboard_routes(door, keyboard))) as at:
            yield lambda name: Way(f"http://{at}", keys[name])


async def test_what_one_desktop_learned_comes_to_another(way: Ways, tmp_path: Path) -> None:
    pack = tiny_pack(tmp_path / "zh.pack", ["我", "要"], "zh", readings={"我": "wo3", "要": "yao4"})
    anna, again = Kept(tmp_path / "one"), Kept(tmp_path / "two")
    there, here = way("all"), way("all")
    anna.learn(Typed(("郁娜",), "zh", (), "yu na"))
    await deliver(anna, there)
    assert list(anna.waiting) == []
    again.replace(await here.state())
    assert [(each.text, each.reading) for each in again.model(pack).own] == [("郁娜", ("yu", "na"))]
    await there.close()
    await here.close()


async def test_a_key_that_may_only_talk_is_told_nothing(way: Ways, tmp_path: Path) -> None:
    talk = way("talk")
    anna = Kept(tmp_path / "one")
    anna.learn(Typed(("郁娜",), "zh", (), "yu na"))
    with pytest.raises(NotAllowed):
        await talk.state()
    with pytest.raises(NotAllowed):
        await deliver(anna, talk)
    assert len(anna.waiting) == 1
    await talk.close()
