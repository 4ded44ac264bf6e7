"""Somebody of the house, over HTTP: what a test does beside the page, as a speaker or a program would."""

from __future__ import annotations

import secrets
import time
from typing import Any

import httpx

PATIENCE = 60.0
"""Seconds for an answer of a busy machine."""


class Person:
    """Somebody's session, without a browser."""

    def __init__(self, origin: str, key: str = "", **signs_in: str) -> None:
        """By the key of a link, which works once, or by a ``sign_in_name`` and a ``password``."""
        self.origin = origin
        self.client = httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=PATIENCE)
        by_link = {"key": key, "name": ""}
        self.me = self.ask("POST", "/api/link" if key else "/api/sign-in", by_link if key else signs_in)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the server answers, which must be something good."""
        response = self.client.request(method, path, json=body)
        assert response.is_success, (method, path, response.status_code, response.text)
        return response.json() if response.content else None

    def invited(self, name: str, role: str = "family") -> Person:
        """A new person, by this owner's invitation."""
        link = self.ask("POST", "/api/people/invite", {"role": role, "name": name})["link"]
        return Person(self.origin, link.split("key=")[1])

    def elsewhere(self) -> Person:
        """The same person in another browser."""
        signs_in = {"sign_in_name": f"n{secrets.token_hex(4)}", "password": secrets.token_hex(8)}
        self.ask(
            "PUT", "/api/me/password", {"new": signs_in["password"], "sign_in_name": signs_in["sign_in_name"]}
        )
        return Person(self.origin, **signs_in)

    def asking(self, kind: str, model: str) -> tuple[str, str]:
        """A device at this address wants in: its secret, and the six digits that it shows."""
        started = self.ask("POST", "/api/pair/start", {"kind": kind, "model": model})
        return started["device_code"], started["user_code"]

    def pair(self, kind: str, model: str, **wanted: Any) -> Speaker:
        """A device of theirs."""
        return Speaker(self.origin, self.let_in(kind, model, **wanted))

    def let_in(self, kind: str, model: str, **wanted: Any) -> str:
        """The token of a device that was paired."""
        secret, code = self.asking(kind, model)
        self.ask("POST", "/api/pair/approve", {"code": code, **wanted})
        return self.token(secret)

    def token(self, device_code: str) -> str:
        """What a device gets once it was let in."""
        grant = "urn:ietf:params:oauth:grant-type:device_code"
        wanted = {"grant_type": grant, "device_code": device_code}
        return self.ask("POST", "/api/pair/token", wanted)["access_token"]

    def state(self) -> Any:
        """For a browser context: signed in, and not asked again to set up anything."""
        cookies = [
            {"name": each.name, "value": each.value, "url": self.origin} for each in self.client.cookies.jar
        ]
        welcomed = {"name": "parley.welcomed", "value": self.me["account"]}
        return {"cookies": cookies, "origins": [{"origin": self.origin, "localStorage": [welcomed]}]}


class Speaker:
    """A device that keeps records, with a token of its own. Offline it only queues."""

    def __init__(self, origin: str, token: str) -> None:
        self._client = httpx.Client(
            base_url=origin, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
        )
        self._replica = secrets.token_hex(8)
        self._queue: list[dict[str, Any]] = []
        self._taken = 0
        self._count = 0

    def edit(self, collection: str, id: str, **fields: Any) -> None:
        self._queue.append({"collection": collection, "id": id, "stamp": self._stamp(), "fields": fields})

    def delete(self, collection: str, id: str) -> None:
        self._queue.append({"collection": collection, "id": id, "stamp": self._stamp(), "deleted": True})

    def push(self) -> None:
        """Send what waits; all of it must be taken."""
        body = {"replica": self._replica, "first": self._taken + 1, "changes": self._queue}
        answer = self._client.post("/api/sync/push", json=body)
        assert answer.is_success, answer.text
        assert answer.json()["refused"] == []
        self._taken += len(self._queue)
        assert answer.json()["taken"] == self._taken
        self._queue = []

    def all(self, collection: str) -> dict[str, dict[str, Any]]:
        """Every record of a collection, as the server has it now."""
        found: dict[str, dict[str, Any]] = {}
        since, more = 0, True
        while more:
            page = self._client.get("/api/sync/pull", params={"since": since}).json()
            found |= {row["id"]: row["fields"] for row in page["rows"] if row["collection"] == collection}
            since, more = page["cursor"], page["more"]
        return {id: fields for id, fields in found.items() if fields}

    def alive(self) -> bool:
        """Whether its token still lets it in."""
        return self._client.get("/api/me").is_success

    def _stamp(self) -> str:
        self._count += 1
        return f"{int(time.time() * 1000):012x}-{self._count:04x}-{self._replica}"


def records_of(person: Person) -> Speaker:
    """A program of theirs that may read and write records."""
    scopes = ["records:read", "records:write"]
    key = person.ask("POST", "/api/keys", {"name": "Test", "scopes": scopes, "days": 1})
    return Speaker(person.origin, key["key"])
