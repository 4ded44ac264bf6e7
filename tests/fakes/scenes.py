"""A photograph that tests make: sky, hills, a white house, grass and shadow, the same every time."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from parley.vision.enhancing.linear import coded, light
from parley.vision.types import Pixels


def scene(width: int = 480, height: int = 320, seed: int = 3) -> Pixels:
    """A sunny day, well exposed: something is white, something black, some of it grey."""
    down, across = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    rough = _rough(width, height, seed)
    seen = np.stack([0.25 + 0.25 * down, 0.4 + 0.2 * down, 0.75 - 0.1 * down], axis=-1)
    hill = down > 0.42 + 0.07 * np.sin(5 * across + 1)
    seen[hill] = (np.array([0.07, 0.12, 0.05]) * (1 + 0.8 * rough[..., None]))[hill]
    near = down > 0.66 + 0.03 * np.sin(9 * across)
    seen[near] = (np.array([0.16, 0.22, 0.06]) * (1 + 0.9 * rough[..., None]))[near]
    road = (np.abs(across - 0.5) < 0.1 + 0.25 * (down - 0.66)) & near
    seen[road] = (np.array([0.2, 0.2, 0.2]) * (1 + 0.2 * rough[..., None]))[road]
    house = (np.abs(across - 0.75) < 0.12) & (down > 0.35) & (down < 0.7)
    seen[house] = 1.15  # in the sun: whiter than the file can tell
    door = (np.abs(across - 0.75) < 0.03) & (down > 0.5) & (down < 0.7)
    seen[door] = 0.001
    trunk = (np.abs(across - 0.2) < 0.02) & (down > 0.3) & (down < 0.8)
    seen[trunk] = 0.002
    return _file(seen)


def _rough(width: int, height: int, seed: int) -> Any:
    """Texture such as grass has: as much of it coarse as fine."""
    chance = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # modules make it where they are imported: a fork would not have the others
    for size in (4, 8, 16, 32):
        fine = chance.normal(0, 0.3, (height // size + 2, width // size + 2)).astype(np.float32)
        total += np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_CUBIC))
    cv2.setNumThreads(threads)
    return np.clip(total, -0.9, 2)


def _file(seen: Any) -> Pixels:
    return np.round(coded(np.asarray(seen, np.float64)) * 255).astype(np.uint8)


def relit(pixels: Pixels, stops: float = 0.0, tinge: tuple[float, float, float] = (1, 1, 1)) -> Pixels:
    """The same scene in more or less light, or in light of another colour."""
    return _file(light(pixels / 255) * 2.0**stops * np.array(tinge))


def veiled(pixels: Pixels, part: float, air: float = 0.9) -> Pixels:
    """Through haze that lets such a part of the light through."""
    return _file(light(pixels / 255) * part + air * (1 - part))


def grainy(pixels: Pixels, scatter: float, seed: int = 5) -> Pixels:
    """With grain of so many levels."""
    grain = np.random.default_rng(seed).normal(0, scatter, pixels.shape)
    return np.clip(np.round(pixels + grain), 0, 255).astype(np.uint8)


def psnr(one: Pixels, other: Pixels) -> float:
    """How alike two pictures are, in dB; 99 where nothing differs."""
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return 10 * float(np.log10(255**2 / error)) if error else 99.0
