"""What is at hand of one account while its person types: their counts, and which records hold them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from parley.home.collections import Fields, with_defaults
from parley.home.records import Records, Row
from parley.home.words import LARGEST_TALLY
from parley.keyboard.learning import tallies
from parley.keyboard.learning.personal import Personal
from parley.keyboard.learning.tallies import OPEN_BYTES, Tally
from parley.keyboard.learning.types import LearnedWord
from parley.keyboard.learning.vocabulary import Vocabulary
from parley.keyboard.types import Typed

WORDS = "words"
Key = tuple[str, str]
"""Language and text of a word."""


class Kept:
    """One account's records, and the sum of them.

    ``lock`` is held by whoever calls anything here but ``merge``. Other processes may write the same records:
    each writes one only as it knows it, so that nothing anybody wrote is written over.
    """

    def __init__(self, records: Records, account: str) -> None:
        self._records, self._account = records, account
        self.lock = asyncio.Lock()
        self.personal = Personal()
        self.words: dict[Key, str] = {}
        """A word → its record."""
        self.written: dict[str, str] = {}
        """Record → what was last written to it here: nobody else changed it while it says so."""
        self._tallies: dict[str, Tally] = {}
        self._open: dict[tuple[str, str], tuple[str, Vocabulary]] = {}
        """Device and language → the tally that it adds to."""
        self._places = count()

    def load(self, rows: Iterable[Row], now: float) -> None:
        """Begin with the records that there are, those changed last coming last."""
        self.personal = Personal(now=now)
        counted: list[tuple[str, Fields]] = []
        words: list[LearnedWord] = []
        for each in rows:
            if each.fields and each.collection == tallies.COLLECTION:
                counted.append((each.id, with_defaults(tallies.COLLECTION, each.fields)))
            elif each.fields:
                word = word_of(with_defaults(WORDS, each.fields))
                self.words[word.language, word.text] = each.id
                self.written[each.id] = repr(word)
                words.append(word)
        good = dict(tallies.standing(counted))
        for id, document in counted:
            self.written[id] = str(document["counts"])
            vocabulary = tallies.vocabulary_of(id, document) if id in good else None
            if vocabulary is not None:
                self._remember(id, document, vocabulary)
                self.personal.add(vocabulary)
        for word in words:  # last: they weigh at least so much, and are counted already
            self.personal.take_in([word], word.used or now)

    def foreign(self, row: Row) -> bool:
        """Whether a record was changed by somebody else."""
        written = self.written.get(row.id)
        if row.collection == tallies.COLLECTION:
            return written != row.fields.get("counts")
        there = repr(word_of(with_defaults(WORDS, row.fields))) if row.fields else None
        return written != there

    async def learn(self, device: str, language: str, events: Sequence[Typed], now: float) -> None:
        """Add what was written on a device. On disk when it returns."""
        fresh = Vocabulary(language)
        fresh.learn(events, now)
        id, before = self._open.get((device, language), ("", None))
        if id not in self._tallies:
            id, before = new_id(), None
        whole = fresh if before is None else added([before, fresh], language)
        document = tallies.document_of(whole, now, device)
        if tallies.size_of(document) > LARGEST_TALLY:
            self._open.pop((device, language), None)
            for each in await asyncio.to_thread(tallies.pieces, fresh, now):
                await self._put(new_id(), tallies.document_of(each, now))
            return
        if tallies.size_of(document) > OPEN_BYTES:
            document["device"] = ""
            self._open.pop((device, language), None)
        if not await self._put(id, document, whole):
            # Another process added to it, or added it up, in the same instant: this begins another one.
            self._open.pop((device, language), None)
            await self._put(new_id(), tallies.document_of(fresh, now, device), fresh)

    @property
    def crowded(self) -> bool:
        """Whether it is time to ``merge``."""
        return bool(tallies.to_merge(self._tallies.values()))

    async def merge(self, now: float) -> None:
        """Make few records of many, where it is time to. This takes the ``lock`` itself, to put them."""
        while chosen := tallies.to_merge(self._tallies.values()):
            read = [await self._records.get(self._account, tallies.COLLECTION, each.id) for each in chosen]
            documents = {each.id: each.document for each in read if each is not None}
            whole = await asyncio.to_thread(_added_up, documents, chosen[0].language, now)
            async with self.lock:
                same = all(
                    each.id in documents and self.written.get(each.id) == documents[each.id]["counts"]
                    for each in chosen
                )
                if not same or not await self._put(new_id(), whole, of=list(documents)):
                    return  # something was written meanwhile, and what others wrote is soon heard of

    async def forget(self, text: str, language: str, now: float) -> tuple[bool, bool]:
        """Forget a word in all records; whether it was in any, and whether it is in none any more: it may be
        in what another process wrote meanwhile."""
        found, gone = False, True
        for each in list(self._tallies.values()):
            if language not in ("", each.language):
                continue
            record = await self._records.get(self._account, tallies.COLLECTION, each.id)
            vocabulary = tallies.vocabulary_of(each.id, record.document) if record is not None else None
            gone = gone and record is not None
            if record is not None and vocabulary is not None and vocabulary.forget(text):
                document = tallies.document_of(vocabulary, now, each.device, record.document["holds"])
                gone = await self._put(each.id, document, vocabulary) and gone
                found = True
        folded = text.casefold()
        for (tongue, word), id in list(self.words.items()):
            if word.casefold() == folded and language in ("", tongue):
                del self.written[id]
                await self._records.delete(self._account, WORDS, id)
                del self.words[tongue, word]
                found = True
        return self.personal.forget(text, language) or found, gone

    async def forget_all(self) -> None:
        """Forget everything."""
        self.personal, self.words = Personal(), {}
        self._tallies, self._open, self.written = {}, {}, {}
        for collection in (tallies.COLLECTION, WORDS):
            ids = [each.id for each in await self._records.all(self._account, collection)]
            for start in range(0, len(ids), 200):
                some = ids[start : start + 200]
                await asyncio.gather(*(self._records.delete(self._account, collection, id) for id in some))

    async def put_words(self, words: Sequence[LearnedWord]) -> None:
        """Keep words of their own as records."""
        for start in range(0, len(words), 200):
            some = {
                self.words.get((each.language, each.text)) or new_id(): each
                for each in words[start : start + 200]
            }
            documents = {id: document_of_word(each) for id, each in some.items()}
            self.written |= {id: repr(word_of(document)) for id, document in documents.items()}
            await asyncio.gather(
                *(self._records.put(self._account, WORDS, id, each) for id, each in documents.items())
            )
            self.words |= {(each.language, each.text): id for id, each in some.items()}

    async def _put(
        self, id: str, document: Fields, vocabulary: Vocabulary | None = None, of: Sequence[str] = ()
    ) -> bool:
        """Write a record in place of itself, or of those that it was made ``of``; False, and nothing is
        written, where these are not what is known of them.

        If it fails, nobody knows what it holds, and all is read again.
        """
        seen = {each: self.written[each] for each in (of or (id,)) if each in self.written}
        for each in seen:
            del self.written[each]
        self.written[id], done = str(document["counts"]), False
        try:
            were = {each: {"counts": counts} for each, counts in seen.items()}
            done = await self._records.exchange(self._account, tallies.COLLECTION, id, document, were)
        finally:
            if not done:
                del self.written[id]
                self.written |= seen
        if done:
            for each in of:
                self._tallies.pop(each, None)
            self._remember(id, document, vocabulary)
        return done

    def _remember(self, id: str, document: Fields, vocabulary: Vocabulary | None) -> None:
        device, language = str(document["device"]), str(document["language"])
        place = self._tallies[id].place if id in self._tallies else next(self._places)
        self._tallies[id] = Tally(id, device, language, tallies.size_of(document), place)
        if device and vocabulary is not None:
            other = self._tallies.get(self._open.get((device, language), ("", None))[0])
            if other is not None and other.id != id:  # of two processes: nobody here adds to it any more
                self._tallies[other.id] = replace(other, device="")
            self._open[device, language] = id, vocabulary


def new_id() -> str:
    """Of a record, at random."""
    return secrets.token_hex(8)


def added(several: Sequence[Vocabulary], language: str) -> Vocabulary:
    """Several vocabularies as one."""
    whole = Vocabulary(language)
    for each in several:
        whole.add(each)
    return whole


def _added_up(documents: Mapping[str, Fields], language: str, now: float) -> Fields:
    """Several records as one that has room for them."""
    read = (tallies.vocabulary_of(id, each) for id, each in documents.items())
    whole = tallies.fitting(added([each for each in read if each is not None], language), now)
    return tallies.document_of(whole, now, holds=list(documents))


def word_of(document: Mapping[str, Any]) -> LearnedWord:
    """A word's record."""
    return LearnedWord(
        str(document["text"]),
        str(document["language"]),
        str(document["reading"]),
        float(document["weight"]),
        float(document["used"]),
        bool(document["kept"]),
    )


def document_of_word(word: LearnedWord) -> dict[str, Any]:
    """As it is put."""
    return {
        "text": word.text,
        "language": word.language,
        "reading": word.reading,
        "weight": min(max(word.weight, 0.0), 1_000_000.0),
        "used": max(word.used, 0.0),
        "kept": word.kept,
    }
