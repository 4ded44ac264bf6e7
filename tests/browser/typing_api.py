"""The keyboard's WebSocket and API as the page needs them, with a handful of words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route, WebSocketRoute

PINYIN: Mapping[str, tuple[str, ...]] = {
    "wo": ("我", "窝", "握", "喔"),
    "yao": ("要", "药", "摇"),
    "qu": ("去", "取", "区"),
    "ni": ("你", "尼", "呢"),
    "hao": ("好", "号", "豪"),
    "shi": tuple("是时事市使十式试世石师史视室失诗实识始"),
}
SENTENCES = {"woyaoqu": "我要去", "nihao": "你好", "woyaoquapplestore": "我要去 Apple Store"}
ENGLISH = ("the", "there", "they", "them", "hello", "help", "house", "tomorrow", "morning")
SLIPS = {"teh": "the", "tommorow": "tomorrow"}
EMOJI = {"hello": "👋", "house": "🏠"}


class TypingApi:
    """What was asked and learned, and what is answered."""

    def __init__(self) -> None:
        self.started: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.committed: list[dict[str, Any]] = []
        self.later: list[dict[str, Any]] = []
        """What came by HTTP: written while nobody answered."""
        self.words: list[dict[str, Any]] = []
        self.imported: list[tuple[str, bytes]] = []
        self.away = False
        self._sockets: list[WebSocketRoute] = []

    def stands_before(self, page: Page) -> None:
        """From now on this answers, in place of the server."""
        page.route_web_socket("**/api/keyboard", self._hold)
        page.route("**/api/keyboard/words*", self._words)
        page.route("**/api/keyboard/words/*", self._words)
        page.route("**/api/keyboard/learned", self._learned)
        page.route("**/api/keyboard/import?*", self._import)
        page.route("**/api/keyboard/packs", lambda route: route.fulfill(json={"packs": [LABEL]}))
        page.route("**/api/keyboard/offline/*", lambda route: route.fulfill(status=404, json={"code": "x"}))

    def goes_away(self) -> None:
        """The server ends, and does not come back."""
        self.away = True
        for each in self._sockets:
            each.close()
        self._sockets.clear()

    def _hold(self, socket: WebSocketRoute) -> None:
        if self.away:
            socket.close()
            return
        self._sockets.append(socket)
        language = ""

        def hear(text: str | bytes) -> None:
            nonlocal language
            message = json.loads(text)
            kind = message["type"]
            if kind == "start":
                self.started.append(message)
                language = message["language"]
                socket.send(json.dumps({"type": "ready", "pack": {"zh": "fake", "en": "fake"}}))
            elif kind == "commit":
                self.committed.append(message)
                socket.send(json.dumps({"type": "learned", "seq": message["seq"]}))
            else:
                self.asked.append(message)
                answer = self._swiped() if kind == "swipe" else answered(language, message)
                socket.send(json.dumps({"type": "candidates", "seq": message["seq"], **answer}))

        socket.on_message(hear)

    def _swiped(self) -> dict[str, Any]:
        found = [candidate(each, 0, "swipe") for each in ("hello", "hero", "help")]
        return {"candidates": found, "shown": "", "auto": None}

    def _words(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        language = parse_qs(url.query).get("language", [""])[0]
        if route.request.method == "DELETE":
            text = unquote(url.path.removeprefix("/api/keyboard/words").strip("/"))
            self.words = [each for each in self.words if text not in ("", each["text"])]
            route.fulfill(status=204)
            return
        words = [each for each in self.words if each["language"] == language]
        pairs = [{"first": "a", "second": "b", "language": language, "weight": 1.0}] if words else []
        route.fulfill(json={"words": words, "pairs": pairs, "corrections": []})

    def _learned(self, route: Route) -> None:
        if self.away:
            route.abort()
            return
        body: Any = route.request.post_data_json
        self.later += body["events"]
        route.fulfill(status=204)

    def _import(self, route: Route) -> None:
        self.imported.append((urlsplit(route.request.url).query, route.request.post_data_buffer or b""))
        route.fulfill(json={"taken": 3, "skipped": 1})


LABEL = {"language": "zh", "name": "fake", "licence": "CC0-1.0", "sources": []}


def candidate(text: str, keys: int, kind: str, reading: str = "") -> dict[str, Any]:
    return {"text": text, "keys": keys, "kind": kind, "words": [text], "reading": reading}


def answered(language: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Candidates for keys."""
    typed = asked["typed"]
    return _pinyin(typed) if language == "zh" else _english(typed, asked["before"])


def _pinyin(typed: str) -> dict[str, Any]:
    if not typed:
        found = [candidate("吗", 0, "next"), candidate("了", 0, "next")]
        return {"candidates": found, "shown": "", "auto": None}
    found = [candidate(SENTENCES[typed], len(typed), "sentence", typed)] if typed in SENTENCES else []
    first = next((each for each in PINYIN if typed.startswith(each)), "")
    found += [candidate(each, len(first), "word", first) for each in PINYIN.get(first, ())]
    shown, rest = "", typed
    while rest:
        piece = next((each for each in PINYIN if rest.startswith(each)), rest)
        shown, rest = f"{shown} {piece}", rest[len(piece) :]
    return {"candidates": found, "shown": shown.strip(), "auto": None}


def _english(typed: str, before: str) -> dict[str, Any]:
    if not typed:
        words = ("the", "you", "I") if before else ()
        return {"candidates": [candidate(each, 0, "next") for each in words], "shown": "", "auto": None}
    found = [candidate(typed, len(typed), "typed")]
    auto = None
    if typed.lower() in SLIPS:
        found.insert(0, candidate(SLIPS[typed.lower()], len(typed), "correction"))
        auto = 0
    completed = [each for each in ENGLISH if each.startswith(typed.lower()) and each != typed]
    found += [candidate(each, len(typed), "completion") for each in completed]
    found += [candidate(EMOJI[each], len(typed), "emoji") for each in (typed,) if each in EMOJI]
    return {"candidates": found, "shown": typed, "auto": auto}
