"""What the search and the graph answer, scripted: a page is tested by itself, whatever was taken in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from knowing_world import CARDS, HITS, SOURCES, ZH, number, thing

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Asked = dict[str, str]


class KnowingApi:
    """The routes of searching and knowing as one browser sees them."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        """Every search, as it was asked for."""
        self.threads: list[Any] = []
        """The threads that questions came with."""
        self.hits = HITS
        self.spelling: str | None = None
        self.sites: list[dict[str, Any]] = []
        self.folders: list[dict[str, Any]] = []
        self.marked: list[dict[str, Any]] = []
        self.away = False
        """Whether nothing of it answers."""

    def stands_before(self, page: Page) -> None:
        """From now on this answers, in place of the server."""
        page.route("**/api/search?*", self._json(self._search))
        page.route("**/api/search/suggest?*", self._json(self._suggest))
        page.route("**/api/search/sites", self._json(self._sites))
        page.route("**/api/search/sites/*", self._json(self._site))
        page.route("**/api/search/sites/*/again", self._json(self._site))
        page.route("**/api/search/bookmarks", self._json(lambda _: {"bookmarks": self.marked}))
        page.route("**/api/knowledge/entities/*", self._card)
        page.route("**/api/knowledge/find?*", self._json(self._find))
        page.route("**/api/knowledge/complete?*", self._json(self._find))
        page.route("**/api/knowledge/ask", self._json(self._ask))
        page.route("**/api/knowledge/sources", self._json(lambda _: {"sources": SOURCES}))
        page.route("**/api/photos/p1/tile?*", lambda route: route.fulfill(status=404))

    def _json(self, answer: Callable[[Route], Any]) -> Callable[[Route], None]:
        def fulfil(route: Route) -> None:
            if self.away:
                route.fulfill(status=503, json={"code": "busy", "message": "busy"})
            else:
                route.fulfill(json=answer(route))

        return fulfil

    def _search(self, route: Route) -> Any:
        asked = _query(route)
        self.asked.append(asked)
        words = asked["q"].lower()
        found = [each for each in self.hits if words in json.dumps(each, ensure_ascii=False).lower()]
        found = [each for each in found if asked.get("kind", each["kind"]) == each["kind"]]
        found = [each for each in found if asked.get("language", each["language"]) == each["language"]]
        found = [each for each in found if asked.get("site", each["site"]) == each["site"]]
        start, most = int(asked["offset"]), int(asked["most"])
        spelling = self.spelling if not found else None
        related = ["lease deposit", "notice period"] if found else []
        shown = found[start : start + most]
        return {
            "hits": shown,
            "total": len(found),
            "more": start + most < len(found),
            "spelling": spelling,
            "related": related,
            "seconds": 0.001,
        }

    def _suggest(self, route: Route) -> Any:
        words = _query(route)["q"].lower()
        all_of_them = [
            ("lease", ""),
            ("lease deposit", "notes"),
            ("letter to the landlord", "notes"),
            ("租约", "web"),
        ]
        return {"suggestions": [{"text": text, "kind": kind} for text, kind in all_of_them if words in text]}

    def _sites(self, route: Route) -> Any:
        if route.request.method == "POST":
            wanted: Any = route.request.post_data_json
            new = {
                "id": f"s{len(self.sites) + 1}",
                "state": "waiting",
                "seen": 0,
                "kept": 0,
                "at": 0,
                "code": "",
            }
            self.sites.append(new | wanted)
        return {"sites": self.sites, "folders": self.folders}

    def _site(self, route: Route) -> Any:
        id = route.request.url.split("/sites/")[1].split("/")[0]
        if route.request.method == "DELETE":
            self.sites = [each for each in self.sites if each["id"] != id]
        else:
            self.sites = [each | {"state": "waiting"} if each["id"] == id else each for each in self.sites]
        return {}

    def _card(self, route: Route) -> None:
        id = unquote(urlsplit(route.request.url).path.rsplit("/", 1)[1])
        if id not in CARDS:
            route.fulfill(status=404, json={"code": "unknown_entity", "message": "No such thing."})
        else:
            route.fulfill(json=worded(CARDS[id], _query(route)["language"]))

    def _find(self, route: Route) -> Any:
        words = _query(route)["q"].lower()
        names = {"Q148": ("china", "中国"), "Q216059": ("mount tai", "泰山", "how tall")}
        found = [id for id, known in names.items() if any(each in words or words in each for each in known)]
        cards = [worded(CARDS[id], _query(route)["language"]) for id in found]
        keys = ("id", "label", "description")
        return {"entities": [{key: each[key] for key in keys} | {"confidence": 0.9} for each in cards]}

    def _ask(self, route: Route) -> Any:
        body: Any = route.request.post_data_json
        self.threads.append(body["thread"])
        text, zh = body["text"], any("\u4e00" <= each <= "\u9fff" for each in body["text"])
        none = {"text": "", "values": [], "sources": [], "confidence": 0.0, "subject": None, "thread": {}}
        tai = {"id": "Q216059", "label": "泰山" if zh else "Mount Tai", "description": "", "confidence": 0.9}
        if "tall" in text or "高" in text:
            said = "泰山海拔约 1,533 米。" if zh else "Mount Tai is 1,533 metres tall."
            answer = {
                "kind": "answered",
                "text": said,
                "values": [number("1532.7", "meter")],
                "sources": SOURCES[:1],
                "confidence": 0.97,
                "subject": tai,
                "thread": {"subject": "Q216059"},
            }
        elif body["thread"] and ("country" in text or "国家" in text):
            said = "泰山在中国。" if zh else "Mount Tai is in China."
            value = thing("Q148", "中国" if zh else "China")
            answer = {
                "kind": "answered",
                "text": said,
                "values": [value],
                "sources": SOURCES[:1],
                "confidence": 0.9,
                "subject": tai,
                "thread": {"subject": "Q148"},
            }
        elif "Tai" in text or "泰山" in text:
            answer = none | {"kind": "unknown", "subject": tai}
        else:
            answer = none | {"kind": "not_a_question"}
        return none | answer


def worded(value: Any, language: str) -> Any:
    """The same in another language."""
    if isinstance(value, dict):
        return {key: worded(each, language) for key, each in value.items()}
    if isinstance(value, list):
        return [worded(each, language) for each in value]
    return ZH.get(value, value) if language == "zh" and isinstance(value, str) else value


def _query(route: Route) -> Asked:
    return {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
