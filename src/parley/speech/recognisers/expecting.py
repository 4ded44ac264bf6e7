"""What is expected to be said, from a file that may come and change while people talk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from parley.speech.recognisers.expected import Expected, read_sentences
from parley.speech.recognisers.sounding import Sounding

Learned = tuple[Expected, Sounding | None]
"""What to lean towards, and what may be meant by words that sound like others."""


class Expecting:
    """Looks after one file. Safe to use from several threads."""

    def __init__(self, path: Path, learn: Callable[[Sequence[str]], Learned]) -> None:
        self.now: Learned | None = None
        """What is expected; None while there is no file."""
        self._path = path
        self._learn = learn
        self._seen: tuple[int, int] | None = None
        self._turn = threading.Lock()
        self._again()

    def look(self) -> None:
        """Learn the file anew if it is another than before: in the background, for somebody is talking."""
        if self._stamp() != self._seen and not self._turn.locked():
            threading.Thread(target=self._again, name="parley-expected", daemon=True).start()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _again(self) -> None:
        with self._turn:
            seen = self._stamp()
            if seen == self._seen:
                return
            try:
                sentences = read_sentences(self._path) if seen is not None else []
            except OSError:
                sentences = []
            self.now = self._learn(sentences) if sentences else None
            self._seen = seen
