"""Sound that a library hands to a callback, turned into an iterator that can be closed at any time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_AHEAD: Final = 16
"""Pieces made ahead of the listener; then the library waits."""


def from_callback(produce: Callable[[Callable[[T], bool]], None]) -> Generator[T, None, None]:
    """The pieces ``produce`` hands over, as they come.

    ``produce(put)`` runs in a thread of its own and calls ``put(piece)`` for each; ``put`` is False when
    the listener has gone, and ``produce`` should return soon after. What it raises is raised here.
    """
    hand_over = _HandOver[T]()

    def run() -> None:
        try:
            produce(hand_over.put)
        except BaseException as error:  # noqa: BLE001 - raised again in the listener's thread
            hand_over.error = error
        hand_over.finish()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while (piece := hand_over.pieces.get()) is not None:
            yield piece[0]
    finally:
        hand_over.cancel()
        thread.join()
    if hand_over.error is not None:
        raise hand_over.error


class _HandOver(Generic[T]):
    def __init__(self) -> None:
        self.pieces: queue.Queue[tuple[T] | None] = queue.Queue(_AHEAD)
        self.error: BaseException | None = None
        self._cancelled = False

    def put(self, piece: T) -> bool:
        return self._put((piece,))

    def finish(self) -> None:
        self._put(None)

    def _put(self, item: tuple[T] | None) -> bool:
        while not self._cancelled:
            try:
                self.pieces.put(item, timeout=0.05)
                return True
            except queue.Full:
                continue
        return False

    def cancel(self) -> None:
        self._cancelled = True
        # A waiting put is let go at once rather than at its next look.
        while True:
            try:
                self.pieces.get_nowait()
            except queue.Empty:
                return
