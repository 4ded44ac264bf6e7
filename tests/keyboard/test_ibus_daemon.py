"""A real IBus starts the engine, and a program gets Chinese from its keys."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fakes.ibus_desk import HAS_IBUS, IbusDesk
from fakes.tiny_packs import tiny_pack

pytestmark = [
    pytest.mark.extra,
    pytest.mark.skipif(not HAS_IBUS, reason="no ibus-daemon here; on Debian: apt-get install ibus dbus-x11"),
]
WORDS = {"我": "wo3", "要": "yao4", "去": "qu4", "窝": "wo1", "你好": "ni3 hao3", "你": "ni3"}


@pytest.fixture
def folder() -> Iterator[Path]:
    # The path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="ibus-") as name:
        yield Path(name)


@pytest.fixture
async def desk(folder: Path) -> AsyncIterator[IbusDesk]:
    data = folder / "share" / "parley"
    (data / "keyboard").mkdir(parents=True)
    tiny_pack(data / "keyboard" / "zh-tiny.pack", list(WORDS), "zh", readings=WORDS)
    async with IbusDesk(folder, data) as desk:
        yield desk


async def test_a_program_gets_chinese(desk: IbusDesk) -> None:
    await desk.types("nihao")
    assert (desk.preedit, desk.page[0]) == ("ni hao", "你好")
    await desk.types(",woyaoqu ")
    assert desk.text == "你好，我要去"
    assert (desk.preedit, desk.page) == ("", [])
    await desk.is_for(8)
    await desk.types("wo 1")
    assert desk.text == "你好，我要去wo 1"
    await desk.is_for(0)
    await desk.types("wo2")
    assert desk.text.endswith("窝")


async def test_the_program_tells_what_stands_before(desk: IbusDesk) -> None:
    await desk.stands("一共3")
    await desk.types(".5")
    await desk.stands("一共三")
    await desk.types(".")
    assert desk.text == ".5。"
