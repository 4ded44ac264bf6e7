"""Serve the talk page with a scripted assistant, to work on the page by itself.

PYTHONPATH=src:tests python tests/browser/serve_fake.py 8420
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette

from fakes.assistant import FakeAssistant, Script
from fakes.door import FakeDoor
from parley.gateways.web import Status, Web
from parley.skills.types import Action


def main() -> None:
    port = int(sys.argv[1])
    door = FakeDoor()
    timer = Action("timer_rang", {"name": "面条", "id": "1", "duration": 600})
    later = (datetime.now(UTC) + timedelta(minutes=42)).isoformat()
    other = Action("timer_started", {"name": "🍞", "id": "2", "rings_at": later})
    actions = (timer, other) if "--ring" in sys.argv else ()
    assistant = FakeAssistant(Script(seconds=6.0, pace=0.05, actions=actions))
    status = Status("fake", {"zh": ["fake"], "en": ["fake"]}, {"zh": ["tone"], "en": ["tone"]}, ["okay_nabu"])
    web = Web(door, door.entrance, assistant, lambda: status)
    print(f"http://127.0.0.1:{port}/?key={door.entrance.key()}", flush=True)
    uvicorn.run(Starlette(routes=web.routes()), port=port, access_log=False)


if __name__ == "__main__":
    main()
