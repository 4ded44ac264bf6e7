"""Every API is as it says: whatever is sent, no server error, and no answer that is not described."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, Phase, given, reject, settings

from fakes.house import fake_parts
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley import server
from parley.gateways.access import Limits
from parley.home.accounts.callers import Kind, Scope
from parley.home.home import Home
from parley.settings import Settings

if TYPE_CHECKING:
    import schemathesis

SURFACES = ("openai", "azure-speech", "azure-translator", "azure-language", "azure-vision", "bing", "mcp")
ENDLESS = Limits(requests=1e9, requests_per_second=1e9, tries=1e9)
KEYS = ("authorization", "api-key", "ocp-apim-subscription-key")
EXAMPLES = 8
"""For each operation; ``pytest --hypothesis-profile=search`` with more looks further."""


@cache
def checks() -> list[Callable[..., Any]]:
    """What every answer must pass; it takes long to load, and most processes with tests need none of it."""
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    schemathesis.serializer("audio/wav", "audio/ogg", "audio/flac", "audio/mpeg")(sound)
    conforms = (
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    )
    return [not_a_server_error, *conforms]


def sound(_: Any, value: Any) -> bytes:
    """What is said to be sound, and is not."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


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
    body: dict[str, Any] = {"json": sent["json"]} if sent.get("json") is not None else {}
    data, files = sent.get("data"), sent.get("files")
    if isinstance(data, dict):
        body["data"] = {
            str(name): value if isinstance(value, list) else str(value) for name, value in data.items()
        }
    elif isinstance(data, str | bytes):
        body["content"] = data
    if files:
        named = files.items() if isinstance(files, dict) else files
        body["files"] = [(str(name), part_of(part)) for name, part in named]
    try:
        request = client.build_request(
            sent["method"], sent["url"], params=sent.get("params"), headers=headers, **body
        )
    except (httpx.InvalidURL, TypeError, UnicodeError):
        reject()  # what no client could send
    request.read()
    return client.send(request)


def part_of(part: Any) -> Any:
    """A part of a form as httpx takes it: (file name or None, content), whatever stands for the content."""
    if isinstance(part, tuple):
        name, content, *rest = part
        return (name, content if isinstance(content, bytes) else str(content), *rest)
    return part if isinstance(part, bytes) else str(part)


@pytest.mark.parametrize("surface", SURFACES)
def test_an_api_is_as_it_says(serving: Serving, surface: str) -> None:
    must = checks()
    import schemathesis
    from schemathesis import GenerationMode

    schema = schemathesis.openapi.from_url(f"{serving.address}/openapi/{surface}.json")
    client = httpx.Client(base_url=serving.address, trust_env=False, timeout=20)
    tried: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()  # pyright: ignore[reportAttributeAccessIssue]
        name = operation.definition.raw["operationId"].partition("__")[0]
        if name in tried:
            continue  # the same at another address
        tried.add(name)

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
                case.validate_response(answer, checks=must)

        ask()
    assert len(tried) >= 2
