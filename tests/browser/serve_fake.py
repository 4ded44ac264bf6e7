"""Serve the talk page with a scripted assistant, to work on the page by itself.

PYTHONPATH=src:tests python tests/browser/serve_fake.py 8420 /tmp/parley-fake
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from fakes.assistant import FakeAssistant, Script
from parley.gateways.web import Keys, Status, routes
from parley.skills.types import Action


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    keys = Keys(folder / "web")
    timer = Action("timer_rang", {"name": "面条", "id": "1", "duration": 600})
    later = (datetime.now(UTC) + timedelta(minutes=42)).isoformat()
    other = Action("timer_started", {"name": "🍞", "id": "2", "rings_at": later})
    actions = (timer, other) if "--ring" in sys.argv else ()
    assistant = FakeAssistant(Script(seconds=6.0, pace=0.05, actions=actions))
    status = Status("fake", {"zh": ["fake"], "en": ["fake"]}, {"zh": ["tone"], "en": ["tone"]}, ["okay_nabu"])
    print(f"http://127.0.0.1:{port}/?key={keys.issue()}", flush=True)
    uvicorn.run(Starlette(routes=routes(assistant, keys, lambda: status)), port=port, access_log=False)


if __name__ == "__main__":
    main()
