"""rapidocr as it is, without three things that it spends for nothing and has no settings for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from parley.vision.types import Pixels


def rapidocr() -> Any:
    """Its engine's class. Raises ``ImportError`` where it is not installed."""
    _spared()
    from rapidocr import RapidOCR

    return RapidOCR


@cache
def _spared() -> None:
    _list_read_once()
    _threads_sleep()
    _pixels_by_table()


def _list_read_once() -> None:
    """Two of its modules read the same list of models, each for itself and never to change it: a sixth of a
    second of the processor each, of the second and a half until a first page can be read."""
    from omegaconf import OmegaConf

    settings: Any = OmegaConf
    read: Callable[..., Any] = settings.load
    settings.load = staticmethod(cache(read))
    try:
        import_module("rapidocr.main")
    finally:
        settings.load = staticmethod(read)


def _threads_sleep() -> None:
    """Threads of onnxruntime that have nothing to do sleep, where they would spin until they have.

    Spinning was two fifths of the processor's time that a page took, away from whatever else the house does.
    """
    from rapidocr.inference_engine.onnxruntime.main import OrtInferSession

    library: Any = OrtInferSession
    made: Callable[..., Any] = library._init_sess_opts

    def calm(settings: Any) -> Any:
        options = made(settings)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return options

    library._init_sess_opts = staticmethod(calm)


def _pixels_by_table() -> None:
    """What a network is told of a pixel is one of 256 numbers: looked up, where rapidocr works each out in
    numbers of twice the length: in a fifth of the time."""
    import cv2
    from rapidocr.ch_ppocr_det.utils import DetPreProcess

    library: Any = DetPreProcess
    worked_out: Callable[[Any, Any], Any] = library.normalize

    def looked_up(self: Any, image: Pixels) -> Any:
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            return worked_out(self, image)
        every = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
        return cv2.LUT(image, worked_out(self, every).astype(np.float32))

    library.normalize = looked_up
