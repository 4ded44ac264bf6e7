"""A client of the XiaoZhi protocol that others wrote: what is said into it is answered by its loudspeaker."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from fakes.home_server import listening
from fakes.house import fake_parts, speech
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley import server
from parley.home.accounts.callers import DATA, Kind
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.settings import Settings

PYTHON = Path(__file__).resolve().parents[2] / ".venv-clients" / "bin" / "python"
PROGRAM = Path(__file__).with_name("other_board.py")
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="no xiaozhi-client here: .ci/clients installs it")


async def ran(folder: Path, address: str, token: str, typed: str) -> dict[str, Any]:
    """What the client says it got."""
    (folder / "said.raw").write_bytes(speech(1.5).astype("<i2").tobytes())
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), str(PROGRAM), f"ws://{address}/xiaozhi/v1/", token, str(folder / "said.raw"), typed),
        cwd=folder,  # it keeps what it hears in the folder that it runs in
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            out, wrong = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, wrong.decode()[-2_000:]
    return json.loads(out.decode().splitlines()[-1])


@pytest.mark.parametrize(
    ("said", "typed", "answers"),
    [
        ("what is two plus two", "what is three plus four", ["That's 4.", "That's 7."]),
        ("二加二等于几", "三加四等于多少", ["等于4。", "等于7。"]),
    ],
)
async def test_it_speaks_and_types_and_is_answered_aloud(
    tmp_path: Path, said: str, typed: str, answers: list[str]
) -> None:
    settings = Settings(data=str(tmp_path / "data"))
    home = await Home.open(settings)
    owner = await home.accounts.owner()
    device = await home.devices.add(owner.id, NewDevice(DeviceKind.SPEAKER, "Other"))
    token = await home.tokens.issue(owner.id, Kind.DEVICE, DATA, device.id)
    parts = fake_parts(FakeRecogniser(said), HummingSynthesiser())
    app = server.build(settings, home, parts=parts)
    async with app.router.lifespan_context(app), listening(app) as address:
        got = await ran(tmp_path, address, token, typed)
    messages: list[dict[str, Any]] = got["messages"]
    order = [" ".join(filter(None, (each["type"], each.get("state")))) for each in messages]
    answer = ["stt", "tts start", "llm", "tts sentence_start", "tts stop"]
    assert order == ["hello", *answer, *answer]
    assert [each["text"] for each in messages if each["type"] == "stt"] == [said, typed]
    assert [each["text"] for each in messages if each.get("state") == "sentence_start"] == answers
    # It decodes at 16 kHz; a tenth of a second is hummed for each character.
    assert all(samples > 4_000 for samples in got["sounds"])
