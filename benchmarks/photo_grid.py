"""How smoothly the page of photos scrolls: frames a second and long tasks, with 50,000 photos in Chromium.

Run with ``.venv/bin/python benchmarks/photo_grid.py``, after ``make web``. The server here is a small
stand-in that knows 50,000 photos and answers each tile with one of a few dozen pictures: what is measured is
the page. Beside it, in the same run, a page that does nothing but scroll, and one that has 2,000 plain
``<img>`` in itself (what a grid without our rows would be, at a twenty-fifth of the size).
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from parley.gateways.web.routes import PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHOTOS = 50_000
_SHAPES = (1.5, 1.333, 0.75, 0.667, 1.778, 1.0, 2.4)
_DAYS = 365 * 14
_NEWEST = 1_795_000_000
_LONG = 50
"""Milliseconds from which on a task is long: https://www.w3.org/TR/longtasks-1/."""

_WATCH = """
() => {
  window.frames_ = []
  window.long_ = []
  new PerformanceObserver(list => window.long_.push(...list.getEntries().map(each => each.duration)))
    .observe({ type: 'longtask' })
  const tick = now => { window.frames_.push(now); requestAnimationFrame(tick) }
  requestAnimationFrame(tick)
}
"""
_SCROLL = """
([selector, speed, seconds]) => new Promise(done => {
  const page = document.querySelector(selector) ?? document.scrollingElement
  window.frames_.length = 0
  window.long_.length = 0
  const from = page.scrollTop
  const begun = performance.now()
  const most = page.scrollHeight - page.clientHeight
  let empty = 0, looked = 0
  // As a finger's, the movement comes before a frame begins; what the frame then shows is looked at in it.
  const move = () => { page.scrollTop = Math.min(most, from + speed * (performance.now() - begun) / 1000) }
  const step = now => {
    const passed = (now - begun) / 1000
    looked += 1
    // Between two rows there is nothing, but not for twelve pixels.
    const there = [0, 12].some(down => {
      const found = document.elementFromPoint(innerWidth / 2 + down, innerHeight / 2 + down)
      return found !== null && found.closest('.photo-row, .photo-month, img') !== null
    })
    if (!there) empty += 1
    if (passed < seconds) {
      setTimeout(move)
      return requestAnimationFrame(step)
    }
    const gaps = window.frames_.slice(1).map((at, i) => at - window.frames_[i]).sort((a, b) => a - b)
    const share = p => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * p))]
    done({
      frames: gaps.length / passed, median: share(0.5), p95: share(0.95), worst: share(1),
      late: gaps.filter(g => g > 34).length,
      long: window.long_.length, longest: Math.max(0, ...window.long_), empty, looked,
      nodes: document.querySelectorAll('*').length, travelled: page.scrollTop - from,
    })
  }
  requestAnimationFrame(step)
})
"""


def cells(count: int) -> dict[str, Any]:
    """So many photos over fourteen years, in clusters as people take them, the newest first."""
    rng = random.Random(7)
    taken: list[int] = []
    while len(taken) < count:
        day = _NEWEST - rng.randrange(_DAYS) * 86_400
        taken += [day + rng.randrange(36_000) for _ in range(min(rng.randrange(1, 40), count - len(taken)))]
    taken.sort(reverse=True)
    return {
        "version": "1",
        "ids": [f"{number:026x}" for number in range(count)],
        "taken": taken,
        "offsets": [480] * count,
        "ratios": [rng.choice(_SHAPES) for _ in range(count)],
        "favourites": rng.sample(range(count), count // 50),
        "versions": {},
    }


def pictures(side: int, count: int = 48) -> list[bytes]:
    """JPEGs as tiles are: a gradient with grain, 10 to 20 kB each."""
    rng = np.random.default_rng(7)
    found: list[bytes] = []
    for _ in range(count):
        corners = rng.integers(30, 225, (2, 2, 3)).astype(np.float32)
        x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side * 3 // 4))
        top = corners[0, 0] * (1 - x[..., None]) + corners[0, 1] * x[..., None]
        bottom = corners[1, 0] * (1 - x[..., None]) + corners[1, 1] * x[..., None]
        grain = rng.normal(0, 6, (*x.shape, 1))
        pixels = np.clip(top * (1 - y[..., None]) + bottom * y[..., None] + grain, 0, 255)
        buffer = io.BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(buffer, "JPEG", quality=80)
        found.append(buffer.getvalue())
    return found


def application(count: int) -> Starlette:
    """The built page, and as much of the API as the grid needs."""
    known, tiles = cells(count), pictures(320)
    me = {
        "account": "a", "role": "family", "name": "Anna", "sign_in_name": "anna", "language": "en",
        "scopes": ["talk"], "kind": "session", "device": None, "has_password": True, "passkeys": 0,
        "welcome": False,
    }  # fmt: skip

    async def picture(request: Request) -> Response:
        data = tiles[int(request.path_params["id"], 16) % len(tiles)]
        return Response(data, headers={"Cache-Control": "max-age=31536000"}, media_type="image/jpeg")

    def said(body: object) -> Any:
        async def answer(_: Request) -> Response:
            return JSONResponse(body)

        return answer

    async def plain(_: Request) -> Response:
        images = "".join(f"<img src=/api/photos/{id}/tile>" for id in known["ids"][:2000])
        style = "<style>img{height:212px;width:282px;object-fit:cover}</style>"
        return HTMLResponse(f"<!doctype html>{style}{images}")

    idle = {"waiting": 0, "done": count, "failed": 0, "running": False, "per_second": 0}
    routes = [
        Route("/", lambda _: FileResponse(PAGE / "index.html")),
        Route("/plain", plain),
        Route("/blank", lambda _: HTMLResponse("<!doctype html><div style=height:4000000px></div>")),
        Mount("/assets", StaticFiles(directory=PAGE / "assets")),
        Route("/api/me", said(me)),
        Route("/api/status", said({"version": "0", "hears": {}, "speaks": {}, "wake_words": []})),
        Route("/api/photos/cells", said(known)),
        Route("/api/photos/indexing", said(idle)),
        Route("/api/photos/{id}/tile", picture),
        Route("/api/photos/{id}/view", picture),
    ]
    app = Starlette(routes=routes)
    app.add_middleware(GZipMiddleware, minimum_size=10_000)
    return app


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """An address of this machine at which it is served meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(10)


def measured(page: Page, selector: str, speed: float, seconds: float) -> dict[str, float]:
    """One scroll, at so many pixels a second."""
    return page.evaluate(_SCROLL, [selector, speed, seconds])


def row(name: str, found: dict[str, float]) -> None:
    share = found["empty"] / found["looked"]
    print(
        f"{name:34} {found['frames']:7.1f} {found['median']:8.1f} {found['p95']:7.1f} {found['worst']:7.1f} "
        f"{found['late']:6.0f} {found['long']:6.0f} {found['longest']:8.0f} {found['nodes']:7.0f} "
        f"{f'{share:.1%}' if share < 1 else '–':>7}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each scroll")
    parser.add_argument("--throttle", type=float, default=1.0, help="slow the processor down so many times")
    wanted = parser.parse_args()
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None or not (PAGE / "index.html").is_file():
        raise SystemExit("This needs Chromium, and the built page: make web")
    from playwright.sync_api import sync_playwright

    print(
        f"{'':34} {'frames':>7} {'median':>8} {'p95':>7} {'worst':>7} {'late':>6} {'long':>6} {'longest':>8} "
        f"{'nodes':>7} {'empty':>7}\n{'':34} {'/s':>7} {'ms':>8} {'ms':>7} {'ms':>7} {'>34ms':>6} "
        f"{f'>{_LONG}ms':>6} {'ms':>8}"
    )
    with serving(application(wanted.photos)) as origin, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=executable, args=["--headless=new", "--no-sandbox"])
        for device, size in (("desk", (1440, 900)), ("phone", (390, 844))):
            context = browser.new_context(viewport={"width": size[0], "height": size[1]})
            context.add_init_script("localStorage.setItem('parley.welcomed', 'a')")
            for name, address, selector in (
                ("nothing but scrolling", "/blank", "none"),
                ("2,000 plain images", "/plain", "none"),
                (f"our {wanted.photos:,}", "/#/photos", ".page"),
            ):
                page = context.new_page()
                if wanted.throttle > 1:
                    context.new_cdp_session(page).send(
                        "Emulation.setCPUThrottlingRate", {"rate": wanted.throttle}
                    )
                begun = time.perf_counter()
                page.goto(origin + address)
                if selector == ".page":
                    page.wait_for_selector(".photo-open[data-state=there]")
                    print(f"{device}: {wanted.photos:,} are there after {time.perf_counter() - begun:.2f} s")
                page.wait_for_timeout(1_000)
                page.evaluate(_WATCH)
                for pace, speed in (("reading", 1_500), ("flinging", 12_000), ("dragging", 150_000)):
                    row(f"{device}, {name}, {pace}", measured(page, selector, speed, wanted.seconds))
                page.close()
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
