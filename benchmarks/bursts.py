"""How often the best picture of a burst is found, beside three measures of sharpness that others use.

Run with ``.venv/bin/python benchmarks/bursts.py [--bursts 200] [--yunet FOLDER]``; it takes some ten minutes
and the extra ``vision``. A burst is one scene taken three to six times by a hand that is not quite still,
with grain and as JPEG: drawn people in a room, rooms without anybody, and scikit-image's photographs where
it is installed. One picture has no fault; every other one has one or two: out of focus, shaken, somebody
moved, somebody's eyes are closed, burnt out (a fiftieth of it at least), too dark. The bursts of the second
table have a seed of their own and were never looked at while the weights were chosen.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.faces import draw, person, room  # pyright: ignore[reportMissingImports]
from parley.vision.burst import Frame, best
from parley.vision.faces.cascades import Cascades
from parley.vision.faces.looking import faces
from parley.vision.faces.yunet import YuNet
from parley.vision.quality.measure import quality
from parley.vision.types import Picture, Pixels

WIDTH, HEIGHT = 800, 600
FAULTS = ("focus", "shaken", "moved", "closed", "burnt", "dark")


@dataclass
class Scene:
    """What is taken several times."""

    kind: str
    shot: Callable[[tuple[float, ...]], Pixels]
    """With how open the eyes of each are."""
    people: int = 0
    where: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Burst:
    """Pictures, and which has no fault."""

    kind: str
    frames: list[Pixels]
    good: int
    faults: set[str]


def photographs() -> dict[str, Pixels]:
    """Those that scikit-image brings, made as large as the others."""
    if not importlib.util.find_spec("skimage"):
        return {}
    data: Any = importlib.import_module("skimage.data")
    found: dict[str, Pixels] = {}
    for name in ("astronaut", "coffee", "chelsea", "rocket"):
        pixels = np.ascontiguousarray(getattr(data, name)()[:, :, :3])
        scale = HEIGHT / pixels.shape[0]
        found[name] = _bytes(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    return found


def _bytes(pixels: Any) -> Pixels:
    return np.asarray(pixels, np.uint8)


def scene(random: np.random.Generator, photos: dict[str, Pixels]) -> Scene:
    """People in a room (three of five), a room, or a photograph."""
    kinds = ["people"] * 3 + ["room"] + (["photograph"] if photos else ["room"])
    kind = kinds[random.integers(len(kinds))]
    if kind == "photograph":
        name = sorted(photos)[random.integers(len(photos))]
        return Scene(kind, lambda _: photos[name])
    walls = room(random, WIDTH, HEIGHT)
    if kind == "room":
        return Scene(kind, lambda _: walls)
    count = int(random.integers(1, 4))
    who = [person(random) for _ in range(count)]
    step = WIDTH / count
    apart = [float(random.uniform(0.16, 0.22) * min(step, 420)) for _ in who]
    places = [
        (step * (at + 0.5) + float(random.uniform(-20, 20)), float(random.uniform(0.3, 0.4) * HEIGHT))
        for at in range(count)
    ]

    @cache
    def shot(opened: tuple[float, ...]) -> Pixels:
        pixels = walls
        for each, place, wide, open_ in zip(who, places, apart, opened, strict=True):
            pixels = draw(pixels, each, place, wide, open_)
        return pixels

    where = [
        (round(x - 1.3 * a), round(y - 1.6 * a), round(x + 1.3 * a), round(y + 2 * a))
        for (x, y), a in zip(places, apart, strict=True)
    ]
    return Scene(kind, shot, count, where)


def shaken(pixels: Pixels, length: float, angle: float) -> Pixels:
    """Moved along a line while the shutter was open."""
    size = 2 * round(length / 2) + 3
    line = np.zeros((size, size), np.float32)
    dx, dy = np.cos(angle) * length / 2, np.sin(angle) * length / 2
    for t in np.linspace(-1, 1, 8 * size):
        x, y = size / 2 - 0.5 + t * dx, size / 2 - 0.5 + t * dy
        line[round(y), round(x)] += 1
    return _bytes(cv2.filter2D(pixels, -1, line / line.sum(), borderType=cv2.BORDER_REFLECT))


def lit(pixels: Pixels, stops: float) -> Pixels:
    """Exposed by so many stops more, in linear light; what is too much is lost."""
    linear = (np.arange(256) / 255) ** 2.2 * 2**stops
    if stops < -1:
        linear = np.maximum(linear - 0.004, 0)  # what a sensor no longer tells from nothing
    curve = (np.clip(linear, 0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8)
    return curve[pixels]


def taken(random: np.random.Generator, of: Scene, wrong: set[str]) -> Pixels:
    """One picture of the burst, with these faults."""
    opened = np.ones(of.people)
    if "closed" in wrong:
        opened[random.permutation(of.people)[: int(random.integers(1, of.people + 1))]] = 0
    pixels = of.shot(tuple(opened.tolist()))
    angle = float(random.uniform(0, np.pi))
    if "moved" in wrong:
        moved = shaken(pixels, float(random.uniform(6, 16)), angle)
        mask = np.zeros(pixels.shape[:2], np.float32)
        for left, top, right, bottom in of.where:
            mask[max(0, top) : bottom, max(0, left) : right] = 1
        share: Any = cv2.GaussianBlur(mask, (0, 0), 6)[:, :, None]
        pixels = _bytes(pixels * (1 - share) + moved * share)
    if "focus" in wrong:
        pixels = _bytes(cv2.GaussianBlur(pixels, (0, 0), float(random.uniform(1.0, 3.5))))
    if "shaken" in wrong:
        pixels = shaken(pixels, float(random.uniform(5, 18)), angle)
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.normal(0, 0.4)), 1.0)
    turn[:, 2] += random.normal(0, 4, 2)
    size, how = (width, height), cv2.INTER_CUBIC
    pixels = _bytes(cv2.warpAffine(pixels, turn, size, flags=how, borderMode=cv2.BORDER_REFLECT))
    stops = float(random.normal(0, 0.08))
    if "burnt" in wrong:
        stops += float(random.uniform(1.0, 2.0))
        # Of a night, more light is no fault until something is lost.
        while stops < 6 and (lit(pixels, stops).min(axis=2) > 251).mean() < 0.02:
            stops += 0.25
    if "dark" in wrong:
        stops -= float(random.uniform(1.8, 3.0))
    pixels = lit(pixels, stops)
    grain = random.normal(0, float(random.uniform(1.5, 4.0)), pixels.shape)
    pixels = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(86, 96))])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def burst(seed: int, photos: dict[str, Pixels]) -> Burst:
    """One of three to six pictures."""
    random = np.random.default_rng(seed)
    of = scene(random, photos)
    count = int(random.integers(3, 7))
    good = int(random.integers(count))
    possible = [each for each in FAULTS if of.people or each not in ("moved", "closed")]
    frames: list[Pixels] = []
    faults: set[str] = set()
    for place in range(count):
        wrong: set[str] = set()
        if place != good:
            wrong = set(random.choice(possible, int(random.integers(1, 3)), replace=False).tolist())
            wrong -= {"dark"} if "burnt" in wrong else set()
        faults |= wrong
        frames.append(taken(random, of, wrong))
    return Burst(of.kind, frames, good, faults)


def laplacian(pixels: Pixels) -> float:
    """Variance of the Laplacian."""
    return float(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_64F).var())


def tenengrad(pixels: Pixels) -> float:
    """Mean square of Sobel's gradients."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    across, down = cv2.Sobel(grey, cv2.CV_64F, 1, 0), cv2.Sobel(grey, cv2.CV_64F, 0, 1)
    return float((across**2 + down**2).mean())


def bytes_of(pixels: Pixels) -> float:
    """Size as a JPEG, which many a script goes by."""
    return float(len(cv2.imencode(".jpg", pixels)[1]))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bursts", type=int, default=200)
    parser.add_argument("--yunet", type=Path, help="folder of the model yunet, to be measured too")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2], help="of the tables: 2 was held out")
    arguments = parser.parse_args()
    finders = {"parley": Cascades(), **({"parley, yunet": YuNet(arguments.yunet)} if arguments.yunet else {})}
    photos = photographs()
    print(f"photographs: {', '.join(photos) or 'none (scikit-image is not installed)'}")
    for seed in arguments.seeds:
        table(seed, arguments.bursts, finders, photos)


def table(seed: int, count: int, finders: dict[str, Any], photos: dict[str, Pixels]) -> None:
    """How often each found the picture without a fault."""
    right: dict[str, dict[str, list[bool]]] = {}
    seconds = dict.fromkeys(finders, 0.0)
    looked = 0
    cv2.setNumThreads(1)
    for number in range(count):
        each = burst(seed * 1_000_000 + number, photos)
        chosen: dict[str, int] = {}
        for name, finder in finders.items():
            began = time.perf_counter()
            pictures = [Picture(np.ascontiguousarray(frame)) for frame in each.frames]
            frames = [Frame(quality(one), faces(finder, one), float(at)) for at, one in enumerate(pictures)]
            chosen[name] = best(frames).order[0]
            seconds[name] += time.perf_counter() - began
        looked += len(each.frames)
        for measure in (laplacian, tenengrad, bytes_of):
            chosen[measure.__name__] = int(np.argmax([measure(frame) for frame in each.frames]))
        for name, place in chosen.items():
            row = right.setdefault(name, {})
            for column in ("all", each.kind, *sorted(each.faults)):
                row.setdefault(column, []).append(place == each.good)
    columns = ["all", "people", "room", "photograph", *FAULTS]
    print(f"\nseed {seed}: {count} bursts, {looked} pictures; right, % (of bursts that have the fault)")
    print(f"{'':16}" + "".join(f"{column:>11}" for column in columns))
    for name, row in right.items():
        shown = [f"{100 * np.mean(row[column]):.1f}" if column in row else "-" for column in columns]
        print(f"{name:16}" + "".join(f"{each:>11}" for each in shown))
    for name, each in seconds.items():
        print(f"{name}: {1000 * each / looked:.0f} ms a picture")


if __name__ == "__main__":
    main()
