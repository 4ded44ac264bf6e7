"""What was learned, kept as a file, and learned again when it no longer holds.

What the sentences that ship teach is learned once for all houses of a user, by a process that sees none of
them. Where there are others it is learned for that house alone, and lies in its folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from parley.language.understanding.model import Model, UnusableModel
from parley.language.understanding.model.store import load
from parley.skills.learning import shelf
from parley.skills.learning.curriculum import Curriculum
from parley.telemetry import log

_SHIPPED = "parley.skills.learning.shipped"
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
        try:
            return load(self._path(key))
        except UnusableModel:
            return self._shared(key)

    def learned(self, key: str, course: Callable[[], Curriculum], ships: bool = False) -> Model | None:
        """Learn it in another process, of low priority. Takes seconds; None when it came to nothing.

        ``ships``: the sentences seem to be those that ship; whether they are the process finds out.
        """
        began = time.monotonic()
        try:
            model = None
            if ships and self._run((_SHIPPED, key)) == 0:
                model = self._shared(key)
            if model is None and not self._over:
                model = self._learned_here(key, course())
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("guessing.failed", reason=type(error).__name__)
            return None
        if model is not None:
            log.info("guessing.learned", seconds=round(time.monotonic() - began, 1))
        return model

    def _learned_here(self, key: str, course: Curriculum) -> Model | None:
        path = self._path(key)
        with self._turn:
            if not self._over:
                self._folder.mkdir(parents=True, exist_ok=True)
        if self._run(("parley.skills.learning.school", str(path)), course.packed()) != 0:
            return None
        self._forget(path)
        return self.read(key)

    def _shared(self, key: str) -> Model | None:
        model = shelf.read(key)
        if model is not None:
            self._forget()
            try:
                shelf.bring_said(key, self._folder)
            except OSError as error:  # recognisers expect nothing, then
                log.warning("guessing.unsaid", reason=type(error).__name__)
        return model

    def _forget(self, but: Path | None = None) -> None:
        """Remove what was learned before."""
        for old in self._folder.glob("*.npz"):
            if old != but:
                with suppress(OSError):
                    old.unlink()

    def compiled(self) -> None:
        """Have the sentences that ship compiled for all houses, in another process. Takes seconds."""
        try:
            self._run((_SHIPPED, "compiled"))
        except (OSError, subprocess.SubprocessError) as error:  # each house compiles them, then
            log.warning("sentences.not_kept", reason=type(error).__name__)

    def stop(self) -> None:
        """End the process that learns, if there is one."""
        with self._turn:
            self._over = True
            if self._child is not None:
                self._child.kill()

    def _run(self, command: Sequence[str], said: bytes = b"") -> int:
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        with self._turn:
            if self._over:
                return 1
            self._child = subprocess.Popen(
                [sys.executable, "-m", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | one_thread,
            )
        try:
            self._child.communicate(said, _PATIENCE)
            return self._child.returncode
        finally:
            self._child.kill()
            self._child.wait()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"
