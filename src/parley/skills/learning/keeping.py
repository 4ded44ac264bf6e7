"""What was learned, kept as a file beside the records, and learned again when it no longer holds."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from parley.language.understanding.model import Model, UnusableModel
from parley.language.understanding.model.store import load
from parley.skills.learning.curriculum import Curriculum
from parley.telemetry import log

_PATIENCE = 600.0
"""Seconds after which whoever has not learned it never will."""


class Kept:
    """The models in a folder: one for the sentences there are, and none for those there were."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._over = False

    def read(self, key: str) -> Model | None:
        """The model of this key; None when there is none, or none that can be read."""
        path = self._path(key)
        try:
            return load(path)
        except UnusableModel:
            return None

    def learned(self, key: str, course: Curriculum) -> Model | None:
        """Learn it in another process, of low priority. Takes seconds; None when it came to nothing."""
        path = self._path(key)
        began = time.monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            code = self._run(course, path)
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("guessing.failed", reason=type(error).__name__)
            return None
        if code != 0:
            return None
        for old in self._folder.glob("*.npz"):
            if old != path:
                with suppress(OSError):
                    old.unlink()
        log.info(
            "guessing.learned", seconds=round(time.monotonic() - began, 1), wordings=len(course.wordings)
        )
        return self.read(key)

    def stop(self) -> None:
        """End the process that learns, if there is one."""
        with self._turn:
            self._over = True
            if self._child is not None:
                self._child.kill()

    def _run(self, course: Curriculum, path: Path) -> int:
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        with self._turn:
            if self._over:
                return 1
            self._child = subprocess.Popen(
                [sys.executable, "-m", "parley.skills.learning.school", str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | one_thread,
            )
        try:
            self._child.communicate(course.packed(), _PATIENCE)
            return self._child.returncode
        finally:
            self._child.kill()
            self._child.wait()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"
