"""The items of one conversation, in order, and how much of each answer was said by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.items import FunctionCall, FunctionCallOutput, Item, Message

MOST_ITEMS = 1_000
MOST_TEXT = 2_000_000
"""Characters of all items together; the oldest are forgotten first."""


@dataclass(slots=True)
class Spoken:
    """The sound of an answer: its sentences and where each ends, in seconds from its beginning."""

    sentences: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    seconds: float = 0.0

    def until(self, at: float) -> str:
        """The words that were heard in the first ``at`` seconds: within a sentence, in proportion."""
        words, begin = "", 0.0
        for sentence, end in self.sentences:
            if end <= at:
                words += sentence
            else:
                share = (at - begin) / (end - begin) if end > begin else 0.0
                return (words + _begin(sentence, share)).strip()
            begin = end
        return words.strip()


_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef"
_WORDS = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")


def _begin(sentence: str, share: float) -> str:
    """About that share of a sentence, in whole words."""
    length, taken = int(len(sentence) * max(0.0, share)), ""
    for piece in _WORDS.findall(sentence):
        if len(taken) + len(piece) > length:
            break
        taken += piece
    return taken


def id_of(item: Item) -> str:
    """Its id; every item that is kept has one."""
    return item.id or ""


def text_of(item: Item) -> str:
    """What is written in it."""
    match item:
        case Message():
            return item.words
        case FunctionCall():
            return item.arguments
        case FunctionCallOutput():
            return item.output


def length_of(item: Item) -> int:
    """Characters in it."""
    return len(text_of(item))


class History:
    """The items of one conversation."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._ids: set[str] = set()
        self._length = 0
        """Characters of all items."""
        self._spoken: dict[str, Spoken] = {}

    def __iter__(self) -> Iterator[Item]:
        return iter(tuple(self._items))

    @property
    def last(self) -> str | None:
        """Id of the last item."""
        return id_of(self._items[-1]) if self._items else None

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Add an item, at the end or ``after`` another (``root``: at the beginning); what it now follows.

        Raises ``BadParameter`` when there is no such item, or there is one of this id.
        """
        if id_of(item) in self._ids:
            raise BadParameter("item.id", "There is an item of this id already.", "item_already_exists")
        at = len(self._items)
        if after is not None:
            at = 0 if after == "root" else self._at(after, "previous_item_id") + 1
        self._items.insert(at, item)
        self._ids.add(id_of(item))
        self._length += length_of(item)
        return id_of(self._items[at - 1]) if at else None

    def too_many(self) -> list[str]:
        """Forget the oldest items while there is too much; their ids."""
        forgotten: list[str] = []
        while len(self._items) > 1 and (len(self._items) > MOST_ITEMS or self._length > MOST_TEXT):
            forgotten.append(id_of(self._items[0]))
            self._remove(0)
        return forgotten

    def get(self, id: str) -> Item:
        """Raises ``BadParameter`` when there is none."""
        return self._items[self._at(id, "item_id")]

    def before(self, id: str) -> str | None:
        """Id of the item before it."""
        at = self._at(id, "item_id")
        return id_of(self._items[at - 1]) if at else None

    def put(self, item: Item) -> None:
        """The same item with other contents, if it is still there."""
        for at, each in enumerate(self._items):
            if id_of(each) == item.id:
                self._length += length_of(item) - length_of(each)
                self._items[at] = item

    def delete(self, id: str) -> None:
        """Raises ``BadParameter`` when there is none."""
        self._remove(self._at(id, "item_id"))

    def spoke(self, id: str, spoken: Spoken) -> None:
        """An item of the assistant sounds like that."""
        self._spoken[id] = spoken

    def truncate(self, id: str, at: float) -> None:
        """The person heard no more of an answer than its first ``at`` seconds: the rest was never said.

        Raises ``BadParameter`` when it has no sound, or less of it.
        """
        item, spoken = self.get(id), self._spoken.get(id)
        if spoken is None or not isinstance(item, Message):
            raise BadParameter("item_id", "Only answers that sound can be truncated.", "invalid_value")
        if at > spoken.seconds + 0.05:
            raise BadParameter(
                "audio_end_ms",
                f"The answer has {spoken.seconds * 1000:.0f} ms of sound, less than {at * 1000:.0f} ms.",
                "invalid_value",
            )
        text = spoken.until(at)
        parts = [msgspec.structs.replace(part, transcript=text) for part in item.content]
        self.put(msgspec.structs.replace(item, content=parts))
        self._spoken[id] = Spoken([(text, at)], at)

    def _remove(self, at: int) -> None:
        item = self._items.pop(at)
        self._length -= length_of(item)
        self._ids.discard(id_of(item))
        self._spoken.pop(id_of(item), None)

    def _at(self, id: str, param: str) -> int:
        for at, each in enumerate(self._items):
            if id_of(each) == id:
                return at
        raise BadParameter(param, "There is no such item.", "item_not_found")
