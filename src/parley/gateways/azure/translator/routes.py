"""Where Translator's requests come in: bare, as an SDK with ``endpoint=`` sends them, and below a prefix."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any, cast

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.errors import Unsupported
from parley.gateways.access import PUBLIC, Call, json, parsed
from parley.gateways.access.door import Answer, Endpoint
from parley.gateways.azure.translator import wanted
from parley.gateways.azure.translator.dictionary import PAIRS, WORDS, Dictionary, Entry, ShownPair
from parley.gateways.azure.translator.faults import NO_INPUT, NO_SCRIPTS, Fault, named
from parley.gateways.azure.translator.listing import SCOPES, listing, reader_of
from parley.gateways.azure.translator.shapes import (
    V3,
    Broken,
    Detected,
    Found,
    Inputs,
    Item,
    Items,
    LanguageQuery,
    ListQuery,
    PairQuery,
    Scripted,
    ScriptsQuery,
    Translated,
    TranslateQuery,
    Valued,
    Versioned,
)
from parley.gateways.azure.translator.translating import sentence_lengths, translated
from parley.gateways.surface import Operation, Surface
from parley.gateways.surface.attending import attended
from parley.language.transliteration.scripts import WAYS, transliterate
from parley.translation.service import Translation
from parley.translation.sources import source_of

PREFIXES = (
    "",
    "/translator/text/v3.0",
    "/translator/text/v2026-06-06",
    "/cognitiveservices/translator/text/v3.0",
    "/cognitiveservices/translator/text/v2026-06-06",
)
"""The last ones where the address that an SDK is given has ``cognitiveservices`` in it."""
BODY = 1024 * 1024
"""Bytes: 50,000 characters, each written as JSON's longest escape and then some."""


_BODY: type[list[Item] | Inputs] = cast(Any, Items | Inputs)


async def _body(call: Call) -> list[Item] | Inputs:
    return parsed(await call.body(BODY), _BODY)


class Translator:
    """Answers Translator's requests."""

    def __init__(self, surface: Surface, translation: Translation) -> None:
        self._surface, self._translation = surface, translation

    async def translate(self, call: Call) -> Answer:
        """``POST /translate``."""
        query = call.query(TranslateQuery)
        old = wanted.version_of(query.version, call.request.url.path) == V3
        body = await _body(call)
        if isinstance(body, list) is not old:
            raise Fault(NO_INPUT, "The body is that of another API version.")
        texts = wanted.of_inputs(body) if isinstance(body, Inputs) else wanted.of_query(query, body)
        work = translated(self._translation, texts, old=old, lengths=query.include_sentence_length)
        answers, engines = await attended(call.request, work)
        characters = sum(len(each.text) * len(each.wishes) for each in texts)
        self._surface.usage.count(call.caller, "translation", characters=characters)
        response = self._answer(answers, old=old)
        response.headers["X-Metered-Usage"] = str(characters)
        response.headers["X-MT-System"] = ",".join(sorted(engines)) or "none"
        return response

    async def detect(self, call: Call) -> Answer:
        """``POST /detect``."""
        old = wanted.version_of(call.query(Versioned).version, call.request.url.path) == V3
        texts = wanted.texts(await _body(call))
        known = await self._translation.languages()
        found = await asyncio.to_thread(lambda: [source_of(text) for text in texts])
        self._count(call, texts)
        answers = [Found(tag, score, tag in known, tag in WAYS) for tag, score in found]
        return self._answer(answers, old=old)

    async def break_sentences(self, call: Call) -> Answer:
        """``POST /breaksentence``."""
        query = call.query(LanguageQuery)
        old = wanted.version_of(query.version, call.request.url.path) == V3
        texts = wanted.texts(await _body(call))

        def broken() -> list[Broken]:
            if query.language:
                return [Broken(sentence_lengths(text)) for text in texts]
            return [Broken(sentence_lengths(text), Detected(*source_of(text))) for text in texts]

        answers = await asyncio.to_thread(broken)
        self._count(call, texts)
        return self._answer(answers, old=old)

    async def transliterate(self, call: Call) -> Answer:
        """``POST /transliterate``."""
        query = call.query(ScriptsQuery)
        old = wanted.version_of(query.version, call.request.url.path) == V3
        texts = wanted.texts(await _body(call))

        def scripted() -> list[Scripted]:
            script = query.to_script.title()
            return [
                Scripted(transliterate(text, query.language, query.from_script, script), script)
                for text in texts
            ]

        try:
            answers = await asyncio.to_thread(scripted)
        except Unsupported as error:
            raise Fault(NO_SCRIPTS, str(error)) from error
        self._count(call, texts)
        return self._answer(answers, old=old)

    async def languages(self, call: Call) -> Answer:
        """``GET /languages``, open to everybody."""
        query = call.query(ListQuery)
        old = wanted.version_of(query.version, call.request.url.path) == V3
        scopes = tuple(each.strip() for each in query.scope.split(",") if each.strip()) or SCOPES
        if unknown := [each for each in scopes if each not in SCOPES]:
            raise Fault(400001, f"There is no scope {unknown[0][:40]!r}. There are {', '.join(SCOPES)}.")
        reader = reader_of(call.request.headers.get("accept-language", ""))
        known = await self._translation.languages()
        words = await self._translation.dictionaries.languages()
        body = await asyncio.to_thread(
            lambda: msgspec.json.encode(listing(known, words, scopes, reader, models=not old))
        )
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if tag in (each.strip() for each in call.request.headers.get("if-none-match", "").split(",")):
            response = Response(status_code=304)
        else:
            response = Response(body, media_type="application/json")
        response.headers.update({"ETag": tag, "Cache-Control": "no-cache", "Content-Language": reader[:20]})
        return named(response)

    def _count(self, call: Call, texts: Sequence[str]) -> None:
        self._surface.usage.count(call.caller, "language.analyse", characters=sum(map(len, texts)))

    @staticmethod
    def _answer(answers: Sequence[object], *, old: bool) -> Response:
        return named(json(answers if old else {"value": answers}))


def routes(surface: Surface, translation: Translation) -> list[BaseRoute]:
    """Every operation of both versions, at every address that an SDK may call it by."""
    api = Translator(surface, translation)
    words = Dictionary(surface, translation.dictionaries)
    trace = {"X-ClientTraceId": "An id of the caller's own for the request."}

    def posts(
        name: str, endpoint: Endpoint, id: str, summary: str, query: type, one: type
    ) -> list[BaseRoute]:
        # 3.0 answers with a list, 2026-06-06 with an object around it.
        about = Operation(
            id,
            summary,
            query=query,
            body=_BODY,
            answer=cast(Any, list[one] | Valued[one]),
            headers=trace,
        )
        return [
            surface.route(f"{prefix}/{name}", endpoint, methods=["POST"], about=about) for prefix in PREFIXES
        ]

    def looked(id: str, endpoint: Endpoint, summary: str, body: Any, one: type) -> list[BaseRoute]:
        about = Operation(id, summary, query=PairQuery, body=body, answer=cast(Any, list[one]), headers=trace)
        paths = [f"{prefix}/dictionary/{id}" for prefix in PREFIXES]
        return [surface.route(path, endpoint, methods=["POST"], about=about) for path in paths]

    return [
        *posts("translate", api.translate, "translate", "Translate texts", TranslateQuery, Translated),
        *posts("detect", api.detect, "detect", "Find out the language of texts", Versioned, Found),
        *posts(
            "breaksentence", api.break_sentences, "breakSentence", "Find sentences", LanguageQuery, Broken
        ),
        *posts(
            "transliterate", api.transliterate, "transliterate", "Change the script", ScriptsQuery, Scripted
        ),
        *looked("lookup", words.lookup, "Look words up in a dictionary", WORDS, Entry),
        *looked("examples", words.examples, "Sentences that hold both words", PAIRS, ShownPair),
        *(
            surface.route(
                f"{prefix}/languages",
                api.languages,
                methods=["GET"],
                about=Operation(
                    "languages",
                    "List languages",
                    query=ListQuery,
                    answer=dict,
                    more={304: "The list is the one that the caller has."},
                    headers={"Accept-Language": "In which language their names are."},
                ),
                needs=PUBLIC,
            )
            for prefix in PREFIXES
        ),
    ]
