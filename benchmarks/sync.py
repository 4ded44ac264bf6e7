"""How long a device waits for its records: 1,000 items over loopback HTTP to a new device, and edits back.

Run with ``.venv/bin/python benchmarks/sync.py``. A real uvicorn serves the real routes in its own process;
``bare`` is as many requests for the very same bytes, served by a route that does nothing else, and read and
decoded by the same HTTP client. The device's copy is in a file, every page and edit synced to disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.home.accounts.callers import Kind, Role, Scope
from parley.home.home import Home
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import HttpTransport
from parley.home.sync.wire import PullAnswer
from parley.settings import Settings

ITEMS = 1_000
TURNS = 9
SCOPES = {Scope.RECORDS_READ, Scope.RECORDS_WRITE}


async def serve(folder: str) -> None:
    """The server's process: prints its address and a token, and serves until it is ended."""
    from starlette.applications import Starlette

    from parley.gateways.access import Door, Limits
    from parley.gateways.home import sync

    async with await Home.open(Settings(data=folder)) as home:
        anna = (await home.accounts.create(Role.FAMILY, "Anna")).id
        bo = (await home.accounts.create(Role.FAMILY, "Bo")).id
        await asyncio.gather(
            *(
                home.records.put(anna, "items", f"i{n}", {"list": "shopping", "text": f"燕麦奶 {n} 盒"})
                for n in range(ITEMS)
            )
        )
        kept: list[bytes] = []

        async def bare(request: Request) -> Response:
            return Response(kept[int(request.query_params["page"])], media_type="application/json")

        async def keep(request: Request) -> Response:
            kept.append(await request.body())
            return Response()

        door = Door(home.tokens, Limits(requests=1e9, requests_per_second=1e9))
        routes = [*sync.routes(door, home), Route("/bare", bare), Route("/keep", keep, methods=["POST"])]
        config = uvicorn.Config(Starlette(routes=routes), port=0, lifespan="off", log_level="warning")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - it is uvicorn's own
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        keys = [await home.tokens.issue(each, Kind.KEY, SCOPES) for each in (anna, bo)]
        print(port, *keys, flush=True)
        await serving


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


@contextlib.asynccontextmanager
async def device(path: Path, address: str, token: str) -> AsyncIterator[tuple[Replica, SyncClient]]:
    replica = Replica(path)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        yield replica, SyncClient(replica, HttpTransport(address, lambda: token, http))
    replica.close()


async def measure(address: str, anna: str, bo: str, folder: Path) -> None:
    new, bare, pulled, edited, pushed = [], [], [], [], []
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as http:
        pages: list[bytes] = []
        since, more = 0, True
        while more:
            url = f"/api/sync/pull?since={since}&most=500"
            pages.append((await http.get(url, headers={"Authorization": f"Bearer {anna}"})).content)
            page = msgspec.json.decode(pages[-1], type=PullAnswer)
            since, more = page.cursor, page.more
            await http.post("/keep", content=pages[-1])

        async def read_bare() -> None:
            for n in range(len(pages)):
                msgspec.json.decode((await http.get(f"/bare?page={n}")).content, type=PullAnswer)

        async def read_pages() -> None:
            since, more = 0, True
            while more:
                url = f"/api/sync/pull?since={since}&most=500"
                answer = await http.get(url, headers={"Authorization": f"Bearer {anna}"})
                page = msgspec.json.decode(answer.content, type=PullAnswer)
                since, more = page.cursor, page.more

        for turn in range(TURNS):
            bare.append(await timed(read_bare))
            pulled.append(await timed(read_pages))
            async with device(folder / f"new{turn}.db", address, anna) as (replica, client):
                new.append(await timed(client.sync))
                assert len(replica.all("items")) == ITEMS
            async with device(folder / f"from{turn}.db", address, bo) as (replica, client):
                await client.sync()
                began = time.perf_counter()
                for n in range(ITEMS):
                    replica.put("items", f"{turn}-{n}", {"list": "shopping", "text": f"豆奶 {n} 盒"})
                edited.append((time.perf_counter() - began) * 1000)
                pushed.append(await timed(client.sync))
                assert replica.waiting(1, 1) is None

    size = sum(map(len, pages)) / 1024
    show(f"{ITEMS:,} items to a new device, on its disk (goal: under 300 ms)", new)
    show("  the pull alone, decoded", pulled)
    show(f"  bare: the same {size:,.0f} KiB in {len(pages)} requests, decoded", bare)
    print(f"  pull / bare: {statistics.median(pulled) / statistics.median(bare):.1f} x")
    show(f"{ITEMS:,} edits made offline, each on disk", edited)
    show(f"{ITEMS:,} offline edits pushed, and back as rows", pushed)


def show(what: str, times: list[float]) -> None:
    print(f"{what}: {statistics.median(times):.1f} ms ({min(times):.1f}-{max(times):.1f})")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "serve", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            port, anna, bo = server.stdout.readline().split()
            try:
                asyncio.run(measure(f"http://127.0.0.1:{port}", anna, bo, Path(folder)))
            finally:
                server.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(sys.argv[2]))
    else:
        main()
