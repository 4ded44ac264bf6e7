"""Privacy: at the most talkative level, no log line holds what was said, typed or answered, nor a key."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fakes.assistant import FakeAssistant
from fakes.door import FakeDoor
from fakes.house import speech
from fakes.records import MemoryHome
from fakes.voice_activity import LoudnessVoiceActivity
from parley.assistant.assistant import Assistant, Parts
from parley.assistant.conversation import Conversation, Ears
from parley.assistant.events import EndReason, Event, Mode, Said, TurnEnded
from parley.audio.endpoint import EndpointSettings
from parley.commands.ask import packets
from parley.gateways.web import Status, Web
from parley.home.schedule.occurrence import NobodyThere
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.settings import Settings
from parley.skills.types import Announcement, Reply
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import ANY, Mouth, Saying
from parley.telemetry import configure, log

HEARD, TYPED, TYPED_CHINESE = "zanzibar", "quetzal", "琉璃盏"
KEY = "sk-4711-do-not-tell"
SECRETS = (HEARD, TYPED, TYPED_CHINESE, KEY)

Logged = Callable[[], str]


@pytest.fixture
def logged(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[Logged]:
    """Everything that was written so far, at debug level, by Parley, Python and the engines' processes."""
    monkeypatch.setenv("PARLEY_LOG", "debug")
    monkeypatch.delenv("PARLEY_DEBUG", raising=False)
    log.debug("first use")  # configures itself; from here on the level is ours
    configure("debug")
    log.debug("begun")
    caplog.set_level(logging.DEBUG)

    def everything() -> str:
        written = capfd.readouterr()
        # The test's own browser logs the links it follows; Parley has no part in that.
        records = [each.getMessage() for each in caplog.records if not each.name.startswith("http")]
        return "\n".join((written.out, written.err, *records))

    yield everything
    configure("warning")


@asynccontextmanager
async def talk(folder: Path, *, deaf: bool = False, mute: bool = False) -> AsyncIterator[Conversation]:
    """A conversation in a house whose engines gossip in processes of their own; some are broken."""
    words = f"set a {HEARD} timer for nine minutes"
    hears = Load("fakes.gossip:GossipingRecogniser", {"words": words, "key": KEY, "broken": deaf})
    says = Load("fakes.gossip:GossipingSynthesiser", {"broken": mute})
    parts = Parts(
        HearingService([Ear("gossip", frozenset({"en", "zh"}), EnginePool("gossip", hears))]),
        Saying({ANY: [Mouth("gossip", frozenset(), EnginePool("gossip", says))]}),
        Ears(LoudnessVoiceActivity, EndpointSettings()),
    )
    async with (
        Assistant(Settings(data=str(folder)), MemoryHome(), parts) as assistant,
        assistant.open("speaker", person="owner", paced=False) as conversation,
    ):
        yield conversation


async def everything_said(conversation: Conversation) -> list[Event]:
    """Speak once, type twice; all that happened."""
    events = [event async for event in conversation.hear(packets(speech(1.0)), Mode.PRESS)]
    for text in (f"set a timer for the {TYPED} for five minutes", f"定一个叫{TYPED_CHINESE}的定时器，五分钟"):
        events += [event async for event in conversation.ask(text)]
    events += [event async for event in conversation.ask(f"{TYPED} {TYPED_CHINESE} {KEY}")]
    return events


def assert_tells_nothing(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text, f"{secret!r} was logged"
        assert json.dumps(secret).strip('"') not in text, f"{secret!r} was logged in disguise"


async def test_a_whole_conversation_leaves_no_word_in_the_log(tmp_path: Path, logged: Logged) -> None:
    async with talk(tmp_path) as conversation:
        events = await everything_said(conversation)
        await conversation.unasked.tell(
            Announcement("", "owner", Reply(f"Time's up for {TYPED}.", "en"), "timer")
        )
    said = " ".join(event.text for event in events if isinstance(event, Said))
    assert HEARD in said and TYPED in said and TYPED_CHINESE in said
    text = logged()
    assert "engine.loaded" in text, "nothing was captured, so nothing was proved"
    assert_tells_nothing(text)


@pytest.mark.parametrize(("deaf", "mute"), [(True, False), (False, True), (True, True)])
async def test_nor_do_engines_whose_errors_quote_it(
    tmp_path: Path, logged: Logged, deaf: bool, mute: bool
) -> None:
    async with talk(tmp_path, deaf=deaf, mute=mute) as conversation:
        events = await everything_said(conversation)
    reasons = [event.reason for event in events if isinstance(event, TurnEnded)]
    assert EndReason.FAILED in reasons
    text = logged()
    assert "turn.failed" in text and "engine_failed" in text
    assert_tells_nothing(text)


async def test_nor_does_a_skill_that_breaks(
    tmp_path: Path, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> Reply:
        raise RuntimeError(f"no idea what {TYPED} is")

    async with talk(tmp_path) as conversation:
        monkeypatch.setattr("parley.skills.service.Skills.act", breaks)
        events = [event async for event in conversation.ask(f"set a {TYPED} timer for five minutes")]
    assert EndReason.FAILED in [event.reason for event in events if isinstance(event, TurnEnded)]
    text = logged()
    assert "RuntimeError" in text
    assert_tells_nothing(text)


async def test_nor_does_an_announcement_that_reaches_nobody(tmp_path: Path, logged: Logged) -> None:
    async with Assistant(
        Settings(data=str(tmp_path)),
        MemoryHome(),
        Parts(HearingService([]), Saying({}), Ears(LoudnessVoiceActivity, EndpointSettings())),
    ) as assistant:
        with pytest.raises(NobodyThere) as nobody:
            await assistant.announce(
                Announcement("speaker", "anna", Reply(f"Time's up for {TYPED}.", "en"), "timer")
            )
    assert_tells_nothing(logged() + str(nobody.value))


@pytest.mark.parametrize(
    "message",
    [
        {"type": "read", "text": f"{TYPED} {KEY}", "too": "much"},
        {"type": "hello", "rate": 16_000, "language": f"{TYPED} {KEY}"},
        {"type": f"{TYPED} {KEY}"},
    ],
)
def test_nor_does_a_browser_that_talks_and_then_talks_rubbish(
    logged: Logged, message: dict[str, object]
) -> None:
    door = FakeDoor()
    app = Starlette(routes=Web(door, door.entrance, FakeAssistant(), lambda: Status("1")).routes())
    browser = TestClient(app, base_url="http://localhost:8420")
    key = door.entrance.key()
    browser.get(f"/?key={key}", follow_redirects=False)
    browser.get(f"/?key={KEY}")
    with browser.websocket_connect(
        "ws://localhost:8420/api/talk", headers={"origin": "http://localhost:8420"}
    ) as socket:
        socket.send_json({"type": "hello", "rate": 16_000})
        socket.send_json({"type": "read", "text": f"{TYPED} {TYPED_CHINESE}"})
        while socket.receive_json()["type"] != "said":
            pass
        socket.send_json(message)
    text = logged()
    assert "begun" in text
    assert key not in text
    assert_tells_nothing(text)


def test_log_lines_go_to_standard_error_as_json_from_the_level_that_is_set(
    logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("warning")
    capfd.readouterr()
    log.info("too.quiet", seconds=1)
    log.warning("loud.enough", seconds=2, language="zh")
    written = capfd.readouterr()
    assert written.out == ""
    (line,) = written.err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["seconds"]) == ("loud.enough", "warning", 2)
    assert entry["timestamp"].endswith("Z")
