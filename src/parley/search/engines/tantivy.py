"""tantivy: an index of its own files, for large collections that everybody shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from parley.errors import MissingEngine
from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered_folded
from parley.search.engines.domains import above, below
from parley.search.engines.legible import legible
from parley.search.engines.literal import NEXT, TEXT, standing, typed
from parley.search.engines.tables import form
from parley.search.engines.typed import CHARACTERS, READ, as_typed
from parley.search.errors import SearchFailed
from parley.search.matching import AllOf, AnyOf, Matching, Node, Phrase, tries
from parley.search.types import (
    DEEPEST,
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_HITS,
    Document,
    Field,
    Query,
    Ranked,
    Scored,
)

_HEAP = 128_000_000
"""Bytes that are gathered before a segment is written."""
_TITLE = 6.0
"""What a word counts in the title; in the body 1. As with the other engines."""
_LOOKED, _STRICT, _AT_ONCE = 75, 30, 15
"""Documents whose texts are looked at, those of them from each strict way to try a query, and those that are
read (9 µs each) before it is seen whether there is enough."""
_FIELDS = ("key", "owner", "kind", "site", "language")
_RESERVED = frozenset(r".^$*+?()[]{}|\\/-&~#@\"<>")


class TantivyEngine:
    """Safe to use from several threads; one process at a time may write."""

    def __init__(self, folder: Path) -> None:
        """The index in this folder, which is made if need be. Raises ``MissingEngine``, ``SearchFailed``."""
        try:
            import tantivy
        except ImportError as error:
            raise MissingEngine("tantivy", "pip install 'parley[search]'") from error
        self._of: Any = tantivy
        self._writing = Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._index: Any = tantivy.Index(_schema(tantivy), path=str(folder))
            self._keep_form(folder)
            self._writer: Any = self._index.writer(_HEAP, 1)
        except (ValueError, OSError) as error:
            raise SearchFailed(
                f"The index cannot be opened ({type(error).__name__}). Check {folder}."
            ) from error
        self._schema: Any = self._index.schema

    def write(self, documents: Sequence[Document]) -> None:
        latest = {_key(each.owner, each.id): each for each in legible(documents)}
        with self._writing:
            try:
                for key, each in latest.items():
                    self._forget(key)
                    self._writer.add_document(self._document(key, each))
                self._commit()
            except (ValueError, OSError) as error:
                self._writer.rollback()
                raise SearchFailed(f"The index cannot be written ({type(error).__name__}).") from error

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        there = self.documents(ids, owner)
        with self._writing:
            for id in there:
                self._forget(_key(owner, id))
            self._commit()
        return len(there)

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        most, offset = min(max(most, 0), MOST_HITS), min(max(offset, 0), DEEPEST)
        searcher, limits = self._index.searcher(), self._limits(query, owner)
        ways = tries(query)
        if ways.whole[-1].wanted is None:
            if not (query.filtered or query.newest or ways.whole[0].unwanted):
                return Ranked()
            return self._newest(searcher, self._query(ways.whole[0], limits), most, offset)
        if query.newest:
            return self._newest(searcher, self._query(ways.whole[-1], limits), most, offset)
        wanted = offset + most
        asked = [self._query(matching, limits) for matching in ways.whole]
        total = self._count(searcher, asked[-1])
        read = _Read(searcher)
        scores: dict[str, float] = {}
        if total > 1:
            self._exactly(scores, read, typed(query), asked, wanted)
        exact = dict(scores)
        for way, each in enumerate(asked, 2) if total else ():
            if len(scores) >= wanted:
                break
            self._add(scores, read, each, way, max(wanted, READ))
        partly = False
        for way, matching in enumerate(ways.partly, 10) if not total else ():
            total = self._add(scores, read, self._query(matching, limits), way, wanted)
            if scores:
                partly = True
                break
        if len(exact) < wanted:
            rest = {id: score for id, score in scores.items() if id not in exact}
            scores = exact | as_typed(rest, query, read.beginnings)
        page = list(scores.items())[offset : offset + most]
        return Ranked(tuple(Scored(*each) for each in page), total, partly=partly)

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        searcher = self._index.searcher()
        found: dict[str, Document] = {}
        for id in dict.fromkeys(ids):
            exactly = self._of.Query.term_query(self._schema, "key", _key(owner, id))
            for _, address in searcher.search(exactly, limit=1, count=False).hits:
                found[id] = _kept(searcher.doc(address))
        return found

    def close(self) -> None:
        with self._writing:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _keep_form(self, folder: Path) -> None:
        """An index whose tokens were made in another way is made anew from the documents in it."""
        mark = folder / "form"
        was = mark.read_text("utf-8") if mark.is_file() else None
        if was not in (None, form()):
            self._remake()
        mark.write_text(form(), "utf-8")

    def _remake(self) -> None:
        searcher, writer = self._index.searcher(), self._index.writer(_HEAP, 1)
        every = searcher.search(self._of.Query.all_query(), limit=max(1, searcher.num_docs), count=False)
        writer.delete_all_documents()
        for _, address in every.hits:
            each = _kept(searcher.doc(address))
            writer.add_document(self._document(_key(each.owner, each.id), each))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def _forget(self, key: str) -> None:
        newer = getattr(self._writer, "delete_documents_by_term", None)  # since 0.25
        (newer or self._writer.delete_documents)("key", key)

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _document(self, key: str, of: Document) -> Any:
        return self._of.Document(
            key=[key],
            owner=[f"o{of.owner}"],
            kind=[of.kind],
            site=above(of.site),
            language=below(of.language.lower()),
            moment=[max(of.at, of.changed)],
            at=[of.at],
            title=[" ".join(ordered_folded(folded(of.title[:LONGEST_TITLE])))],
            body=[" ".join(ordered_folded(folded(of.body[:LONGEST_BODY])))],
            document=[msgspec.json.encode(of)],
        )

    def _exactly(
        self,
        scores: dict[str, float],
        read: _Read,
        pieces: tuple[str, ...],
        asked: Sequence[Any],
        wanted: int,
    ) -> None:
        """Add what has the query letter by letter, of what fits best, until there is enough."""
        order: dict[tuple[int, int], Any] = {}
        for place, each in enumerate(asked if pieces else ()):
            most = _LOOKED if place == len(asked) - 1 else _STRICT
            for _, address in read.searcher.search(each, limit=most, count=False).hits:
                order.setdefault((address.segment_ord, address.doc), address)
        every = list(order.values())[:_LOOKED]
        for at in range(0, len(every), _AT_ONCE):
            some = [read(each) for each in every[at : at + _AT_ONCE]]
            texts = [TEXT % (number, *each.beginning) for number, each in enumerate(some)]
            for number in standing(pieces, NEXT.join(each.encode() for each in texts)):
                scores.setdefault(some[number].id, 1 - len(scores) * 1e-6)
            if len(scores) >= wanted:
                break

    def _add(self, scores: dict[str, float], read: _Read, query: Any, way: int, most: int) -> int:
        found = read.searcher.search(query, limit=max(1, most), count=True)
        for score, address in found.hits:
            scores.setdefault(read(address).id, 1 / way + score * 1e-6)
        return int(found.count)

    def _newest(self, searcher: Any, query: Any, most: int, offset: int) -> Ranked:
        found = searcher.search(query, max(1, most), True, order_by_field="moment", offset=offset)
        page = [
            Scored(searcher.doc(address).get_first("key").partition("\n")[2], float(moment))
            for moment, address in found.hits[:most]
        ]
        return Ranked(tuple(page), int(found.count))

    def _count(self, searcher: Any, query: Any) -> int:
        return int(searcher.search(query, limit=1, count=True).count)

    def _query(self, matching: Matching, limits: Sequence[Any]) -> Any:
        must, never = self._of.Occur.Must, self._of.Occur.MustNot
        parts = [(must, each) for each in limits]
        if matching.wanted is not None:
            parts.append((must, self._node(matching.wanted)))
        parts += [(never, self._node(each)) for each in matching.unwanted]
        return self._of.Query.boolean_query(parts)

    def _limits(self, query: Query, owner: str) -> list[Any]:
        """The owner and the filters: they decide who may be found, and count nothing."""
        q, occur = self._of.Query, self._of.Occur
        groups: list[tuple[str, Sequence[str]]] = [
            ("owner", (f"o{owner}",)),
            ("kind", query.kinds),
            ("site", query.sites),
            ("language", [each.lower() for each in query.languages]),
        ]
        found = [
            q.boolean_query([(occur.Should, q.term_query(self._schema, field, each)) for each in values])
            for field, values in groups
            if values
        ]
        if query.after is not None or query.before is not None:
            kind = self._of.FieldType.Float
            low = -1e15 if query.after is None else query.after
            high = 1e15 if query.before is None else query.before
            found.append(q.range_query(self._schema, "at", kind, low, high, True, False))
            nobody_knows = q.range_query(self._schema, "at", kind, 0.0, 0.0, True, True)
            found.append(q.boolean_query([(occur.Must, q.all_query()), (occur.MustNot, nobody_knows)]))
        return [q.const_score_query(each, 0.0) for each in found]

    def _node(self, node: Node) -> Any:
        match node:
            case Phrase():
                return self._phrase(node)
            case AllOf(parts):
                occur = self._of.Occur.Must
            case AnyOf(parts):
                occur = self._of.Occur.Should
        return self._of.Query.boolean_query([(occur, self._node(each)) for each in parts])

    def _phrase(self, phrase: Phrase) -> Any:
        q, occur = self._of.Query, self._of.Occur
        title = q.boost_query(self._words(phrase, "title"), _TITLE)
        if phrase.field is Field.TITLE:
            return title
        return q.boolean_query([(occur.Should, title), (occur.Should, self._words(phrase, "body"))])

    def _words(self, phrase: Phrase, field: str) -> Any:
        q, tokens = self._of.Query, list(phrase.tokens)
        if not phrase.goes_on:
            one = len(tokens) == 1
            return (
                q.term_query(self._schema, field, tokens[0])
                if one
                else q.phrase_query(self._schema, field, list(tokens))
            )
        start = "".join(f"\\{each}" if each in _RESERVED else each for each in tokens[-1])
        goes_on = q.regex_query(self._schema, field, f"{start}.*")
        if len(tokens) == 1:
            return goes_on
        # tantivy has no phrases whose last word goes on: it stands somewhere.
        first = self._words(Phrase(phrase.tokens[:-1]), field)
        return q.boolean_query([(self._of.Occur.Must, first), (self._of.Occur.Must, goes_on)])


class _Stored(msgspec.Struct):
    """What of a document is shown to whoever puts it in order."""

    id: str
    title: str
    body: str

    @property
    def beginning(self) -> tuple[str, str]:
        """Title and body, as far as they are looked through."""
        return self.title, self.body[:CHARACTERS]


class _Read:
    """Documents that one query reads, each once: that takes longer than to find them."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self._known: dict[tuple[int, int], _Stored] = {}
        self._by_id: dict[str, _Stored] = {}

    def __call__(self, address: Any) -> _Stored:
        place = (address.segment_ord, address.doc)
        found = self._known.get(place)
        if found is None:
            raw: bytes = self.searcher.doc(address).get_first("document")
            self._known[place] = found = msgspec.json.decode(raw, type=_Stored)
            self._by_id[found.id] = found
        return found

    def beginnings(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Those of documents that were read, by their ids."""
        return {id: "\n".join(self._by_id[id].beginning) for id in ids}


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    for field in _FIELDS:
        builder.add_text_field(field, stored=field == "key", tokenizer_name="raw", index_option="basic")
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in ("moment", "at"):
        builder.add_float_field(field, indexed=True, fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


def _kept(document: Any) -> Document:
    return msgspec.json.decode(bytes(document.get_first("document")), type=Document)


def _key(owner: str, id: str) -> str:
    return f"{owner}\n{id}"
