"""OpenSearch, by its address: an index beyond one machine, which several servers share.

The texts are taken apart here, as for every engine, and sent as tokens: OpenSearch cuts them at spaces, so
that Chinese is found alike whatever analysers it has. API: its REST reference for indices, ``_bulk``,
``_search``, ``_mget`` and ``_delete_by_query`` (2.x).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import msgspec

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered_folded
from parley.search.engines.domains import above, below
from parley.search.engines.legible import legible
from parley.search.errors import SearchFailed
from parley.search.matching import AllOf, AnyOf, Matching, Node, Phrase, Tries, tries
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

_TITLE = 6.0
"""What a word counts in the title; in the body 1. As with the other engines."""
_STRICT, _BETTER = 10_000.0, 100.0
"""What a document gets for fitting more strictly than others: more than any score of words."""
_BULK = 4_000_000
"""Bytes of one request of ``_bulk``; its reference advises 5 to 15 MB."""
_LARGEST_ANSWER = 100_000_000
_SECONDS = 10.0

_Json = dict[str, Any]

_FORM: _Json = {
    "settings": {
        "analysis": {"analyzer": {"spaced": {"type": "custom", "tokenizer": "whitespace", "filter": []}}}
    },
    "mappings": {
        "dynamic": False,
        "properties": {
            **{name: {"type": "keyword"} for name in ("id", "owner", "kind", "site", "language")},
            **{name: {"type": "double"} for name in ("at", "moment")},
            **{name: {"type": "text", "analyzer": "spaced"} for name in ("title", "body")},
            "document": {"type": "object", "enabled": False},
        },
    },
}


class OpenSearchEngine:
    """Safe to use from several threads and from several servers."""

    def __init__(
        self,
        url: str,
        index: str = "parley",
        login: tuple[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``url`` such as ``https://search.example:9200``; ``login`` a name and a password.

        Nothing is asked before it is needed: a house starts also while the server is away.
        """
        self._index, self._made = index, False
        self._client = httpx.Client(
            base_url=url, auth=login, timeout=_SECONDS, follow_redirects=False, transport=transport
        )

    def _make(self) -> None:
        """Make the index, unless it is there."""
        if self._made:
            return
        made = self._send("PUT", f"/{self._index}", _FORM, allowed=(200, 400))
        problem = str(made.get("error", {}).get("type", "")) if "error" in made else ""
        if problem not in ("", "resource_already_exists_exception"):
            raise SearchFailed(f"The index cannot be made at OpenSearch ({problem[:80]}).")
        self._made = True

    def write(self, documents: Sequence[Document]) -> None:
        for body in _bulks(legible(documents), self._index):
            answer = self._request("POST", "/_bulk?refresh=wait_for", body)
            if answer.get("errors"):
                raise SearchFailed("OpenSearch did not take all documents.")

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        every = list(dict.fromkeys(ids))
        gone = 0
        for at in range(0, len(every), 1_000):
            lines = [
                {"delete": {"_index": self._index, "_id": _key(owner, id)}} for id in every[at : at + 1_000]
            ]
            answer = self._request("POST", "/_bulk?refresh=wait_for", _lines(lines))
            gone += sum(item["delete"].get("result") == "deleted" for item in answer.get("items", []))
        return gone

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        most, offset = min(max(most, 0), MOST_HITS), min(max(offset, 0), DEEPEST)
        limits, ways = _limits(query, owner), tries(query)
        if ways.whole[-1].wanted is None:
            if not (query.filtered or query.newest or ways.whole[0].unwanted):
                return Ranked()
            return self._found(_bool(ways.whole[0], limits), most, offset, newest=True)
        found = self._found(_tiers(ways, limits), most, offset, newest=query.newest)
        for matching in ways.partly if not found.total else ():
            found = self._found(_bool(matching, limits), most, offset)
            if found.total:
                return replace(found, partly=True)
        return found

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        keys = [_key(owner, id) for id in dict.fromkeys(ids)]
        if not keys:
            return {}
        answer = self._request("POST", f"/{self._index}/_mget", {"ids": keys})
        kept = [each["_source"]["document"] for each in answer.get("docs", []) if each.get("found")]
        documents = [msgspec.convert(each, Document) for each in kept]
        return {each.id: each for each in documents if each.owner == owner}

    def close(self) -> None:
        self._client.close()

    def _found(self, query: _Json, most: int, offset: int, *, newest: bool = False) -> Ranked:
        body: _Json = {
            "query": query,
            "size": most,
            "from": offset,
            "_source": ["id"],
            "track_total_hits": 10_000,
            "sort": [{"moment": "desc"}] if newest else ["_score", {"moment": "desc"}],
        }
        answer = self._request("POST", f"/{self._index}/_search", body)
        hits = answer["hits"]
        scored = tuple(
            Scored(each["_source"]["id"], float(each["sort"][0] if newest else each["_score"] or 0.0))
            for each in hits["hits"]
        )
        return Ranked(scored, int(hits["total"]["value"]), hits["total"].get("relation") == "gte")

    def _request(self, method: str, path: str, body: _Json | bytes) -> _Json:
        self._make()
        return self._send(method, path, body)

    def _send(self, method: str, path: str, body: _Json | bytes, allowed: tuple[int, ...] = (200,)) -> _Json:
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        try:
            with self._client.stream(method, path, content=content, headers={"content-type": kind}) as answer:
                status, raw = answer.status_code, _bounded(answer)
        except httpx.HTTPError as error:
            raise SearchFailed(f"OpenSearch does not answer ({type(error).__name__}).") from error
        if status not in allowed:
            raise SearchFailed(f"OpenSearch answered with {status}.")
        try:
            return msgspec.json.decode(raw, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise SearchFailed("OpenSearch's answer is not JSON.") from error


def _bounded(answer: httpx.Response) -> bytes:
    found = bytearray()
    for piece in answer.iter_bytes():
        found += piece
        if len(found) > _LARGEST_ANSWER:
            raise SearchFailed("OpenSearch's answer is too long.")
    return bytes(found)


def _bulks(documents: Iterable[Document], index: str) -> Iterator[bytes]:
    body = bytearray()
    for each in documents:
        body += _lines([{"index": {"_index": index, "_id": _key(each.owner, each.id)}}, _source(each)])
        if len(body) >= _BULK:
            yield bytes(body)
            body.clear()
    if body:
        yield bytes(body)


def _lines(values: Iterable[_Json]) -> bytes:
    return b"".join(msgspec.json.encode(each) + b"\n" for each in values)


def _source(of: Document) -> _Json:
    return {
        "id": of.id,
        "owner": of.owner,
        "kind": of.kind,
        "site": above(of.site),
        "language": below(of.language.lower()),
        "at": of.at,
        "moment": max(of.at, of.changed),
        "title": " ".join(ordered_folded(folded(of.title[:LONGEST_TITLE]))),
        "body": " ".join(ordered_folded(folded(of.body[:LONGEST_BODY]))),
        "document": msgspec.to_builtins(of),
    }


def _key(owner: str, id: str) -> str:
    """A name of the right length, whatever the id: OpenSearch takes 512 bytes."""
    return hashlib.sha256(f"{owner}\n{id}".encode()).hexdigest()


def _limits(query: Query, owner: str) -> list[_Json]:
    """The owner and the filters: they decide who may be found, and count nothing."""
    found: list[_Json] = [{"term": {"owner": owner}}]
    for name, values in (
        ("kind", query.kinds),
        ("site", query.sites),
        ("language", [each.lower() for each in query.languages]),
    ):
        if values:
            found.append({"terms": {name: list(values)}})
    if query.after is not None or query.before is not None:
        since = {} if query.after is None else {"gte": query.after}
        until = {} if query.before is None else {"lt": query.before}
        found.append({"range": {"at": since | until}})
        found.append({"bool": {"must_not": [{"term": {"at": 0.0}}]}})
    return found


def _tiers(ways: Tries, limits: Sequence[_Json]) -> _Json:
    """All tries in one request: what fits the loosest, and more for whatever fits a stricter one."""
    *strict, loosest = ways.whole
    better = [
        {"constant_score": {"filter": _node(each.wanted), "boost": _STRICT if place == 0 else _BETTER}}
        for place, each in enumerate(strict)
        if each.wanted is not None
    ]
    found = _bool(loosest, limits)
    found["bool"]["should"] = better
    return found


def _bool(matching: Matching, limits: Sequence[_Json]) -> _Json:
    must = [_node(matching.wanted)] if matching.wanted is not None else []
    return {
        "bool": {
            "must": must,
            "filter": list(limits),
            "must_not": [_node(each) for each in matching.unwanted],
        }
    }


def _node(node: Node) -> _Json:
    match node:
        case Phrase():
            return _phrase(node)
        case AllOf(parts):
            return {"bool": {"must": [_node(each) for each in parts]}}
        case AnyOf(parts):
            return {"bool": {"should": [_node(each) for each in parts], "minimum_should_match": 1}}


def _phrase(phrase: Phrase) -> _Json:
    kind = "match_phrase_prefix" if phrase.goes_on else "match_phrase"
    text = " ".join(phrase.tokens)
    title = {kind: {"title": {"query": text, "boost": _TITLE}}}
    if phrase.field is Field.TITLE:
        return title
    body = {kind: {"body": {"query": text}}}
    return {"bool": {"should": [title, body], "minimum_should_match": 1}}
