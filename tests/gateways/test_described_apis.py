"""Every API is as it says: whatever is sent, no server error, and no answer that is not described."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fakes.house import fake_parts
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley import server
from parley.gateways.access import Limits
from parley.home.accounts.callers import Kind, Scope
from parley.home.home import Home
from parley.settings import Settings

SURFACES = ("openai",)
ENDLESS = Limits(requests=1e9, requests_per_second=1e9, tries=1e9)
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
KEYS = ("authorization", "api-key", "ocp-apim-subscription-key")
EXAMPLES = 12
"""For each operation; ``pytest --hypothesis-profile=search`` with more looks further."""


class Serving:
    """A Parley on a port of this machine, in a thread of its own: schemathesis asks as a client would."""

    def __init__(self, folder: Path) -> None:
        self.address = ""
        self.key = ""
        self._folder, self._ready = folder, threading.Event()
        self._running: uvicorn.Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> Serving:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._running is not None
        self._running.should_exit = self._running.force_exit = True
        self._thread.join(30)

    async def _serve(self) -> None:
        chosen = Settings(data=str(self._folder))
        home = await Home.open(chosen)
        owner = await home.accounts.owner()
        self.key = await home.tokens.issue(owner.id, Kind.KEY, [Scope.SERVICES, Scope.TALK])
        parts = fake_parts(FakeRecogniser("hello there"), HummingSynthesiser())
        app = server.build(chosen, home, limits=ENDLESS, parts=parts)
        self._running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="on"))
        serving = asyncio.create_task(self._running.serve())
        while not self._running.started:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.02)
        port = self._running.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._ready.set()
        await serving


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with Serving(tmp_path_factory.mktemp("described")) as serving:
        yield serving


def asked(client: httpx.Client, case: schemathesis.Case, serving: Serving) -> httpx.Response:
    """The answer to a case, asked by httpx: another library here replaces parts of what requests needs."""
    sent = case.as_transport_kwargs(base_url=serving.address)
    headers = {**{k: v for k, v in sent["headers"].items() if k.lower() not in KEYS}, "api-key": serving.key}
    body = {name: sent[name] for name in ("json", "files") if sent.get(name) is not None}
    data = sent.get("data")
    if data is not None:
        body["data" if isinstance(data, dict) else "content"] = data
    return client.request(
        sent["method"],
        sent["url"],
        params=sent.get("params"),
        headers=headers,
        cookies=sent.get("cookies"),
        **body,
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_an_api_is_as_it_says(serving: Serving, surface: str) -> None:
    schema = schemathesis.openapi.from_url(f"{serving.address}/openapi/{surface}.json")
    client = httpx.Client(base_url=serving.address, trust_env=False, timeout=20)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()  # pyright: ignore[reportAttributeAccessIssue]

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[*HealthCheck],  # type: ignore[list-item],
        )
        @given(good=operation.as_strategy(), bad=operation.as_strategy(GenerationMode.NEGATIVE))
        def ask(good: schemathesis.Case, bad: schemathesis.Case) -> None:
            for case in (good, bad):
                answer = asked(client, case, serving)
                case.validate_response(answer, checks=list(CHECKS))

        ask()
        tried += 1
    assert tried > 3
