"""A server of language models on this machine that answers by small visible rules, over real HTTP.

The last message of the user decides:

- ``use NAME with {…}`` where a tool of that name is offered: calls it; after its result: ``The tool said: …``
- a JSON schema is wanted: an object of it; texts are the words, numbers are how many there are
- ``count for ever``: numbers without an end, one chunk each
- ``wait for ever``: no answer at all
- ``fail with 429``: that status, with a secret in the message
- ``break off``: a stream that ends in the middle of a chunk
- anything else: ``You said: …``, a word a chunk

Embeddings are four numbers: characters, words, vowels, digits.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "upstream-key"
SECRET = "what somebody said"
Json = dict[str, Any]


@dataclass
class Upstream:
    """The server, and what came to it."""

    key: str = ""
    """Expected as a bearer token; empty for none."""
    bodies: list[Json] = field(default_factory=list[Json])
    keys: list[str] = field(default_factory=list[str])
    under_way: int = 0
    """Streams that are being read."""
    idle: threading.Event = field(default_factory=threading.Event)
    """Set when the last of them has ended."""
    sent: int = 0
    """Chunks, of all streams."""
    port: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/v1"

    def app(self) -> Starlette:
        """The server as an ASGI app."""
        return Starlette(
            routes=[
                Route("/v1/models", self._models),
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/embeddings", self._embeddings, methods=["POST"]),
            ]
        )

    async def _models(self, request: Request) -> Response:
        names = ("echo-1", "echo-embed")
        data = [
            {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "echo"} for name in names
        ]
        return self._refused(request) or JSONResponse({"object": "list", "data": data})

    async def _embeddings(self, request: Request) -> Response:
        body = await self._body(request)
        data = [
            {"object": "embedding", "index": at, "embedding": vector(text)}
            for at, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": len(data), "total_tokens": len(data)}
        return JSONResponse({"object": "list", "data": data, "model": body["model"], "usage": usage})

    async def _chat(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        body = await self._body(request)
        words = text_of(body["messages"][-1])
        if failing := re.fullmatch(r"fail with (\d+)", words):
            error = {"message": f"{SECRET} {KEY}", "type": "x", "param": "messages", "code": "bad_thing"}
            return JSONResponse({"error": error}, int(failing[1]))
        if body["model"] != "echo-1":
            return JSONResponse({"error": {"message": "no such model"}}, 404)
        if words == "wait for ever":
            await self._forever(request)
        message = answer_to(body)
        if body.get("stream"):
            return StreamingResponse(self._chunks(body, message), media_type="text/event-stream")
        reason = "tool_calls" if message.get("tool_calls") else "stop"
        choices = [
            {"index": at, "message": message, "logprobs": None, "finish_reason": reason}
            for at in range(body.get("n") or 1)
        ]
        return JSONResponse({**head(), "object": "chat.completion", "choices": choices, "usage": USAGE})

    async def _forever(self, request: Request) -> None:
        self.under_way += 1
        self.idle.clear()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.under_way -= 1
        self.idle.set()

    async def _chunks(self, body: Json, message: Json) -> AsyncGenerator[bytes]:
        words = text_of(body["messages"][-1])
        self.under_way += 1
        self.idle.clear()
        try:
            yield self._line(chunk({"role": "assistant", "content": ""}))
            if words == "count for ever":
                for number in range(1_000_000):
                    yield self._line(chunk({"content": f"{number} "}))
                    await asyncio.sleep(0.01)
            if words == "break off":
                yield b'data: {"id": "chatcmpl-echo", "obj'
                return
            for call in message.get("tool_calls") or ():
                named = {**call, "index": 0, "function": {**call["function"], "arguments": ""}}
                yield self._line(chunk({"tool_calls": [named]}))
                for piece in re.findall(r"(?s).{1,5}", call["function"]["arguments"]):
                    more = {"index": 0, "function": {"arguments": piece}}
                    yield self._line(chunk({"tool_calls": [more]}))
            for piece in re.findall(r"\s*\S+", message["content"] or ""):
                yield self._line(chunk({"content": piece}))
            yield self._line(chunk({}, "tool_calls" if message.get("tool_calls") else "stop"))
            if (body.get("stream_options") or {}).get("include_usage"):
                yield self._line({**head(), "object": "chat.completion.chunk", "choices": [], "usage": USAGE})
            yield b"data: [DONE]\n\n"
        finally:
            self.under_way -= 1
            if not self.under_way:
                self.idle.set()

    def _line(self, event: Mapping[str, Any]) -> bytes:
        self.sent += 1
        return b"data: " + json.dumps(event).encode() + b"\n\n"

    async def _body(self, request: Request) -> Json:
        body = await request.json()
        self.bodies.append(body)
        return body

    def _refused(self, request: Request) -> Response | None:
        self.keys.append(request.headers.get("authorization", ""))
        if self.key and self.keys[-1] != f"Bearer {self.key}":
            return JSONResponse({"error": {"message": f"wrong key {self.keys[-1]}"}}, 401)
        return None


USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def head() -> Json:
    """What every answer begins with."""
    return {"id": "chatcmpl-echo", "created": 1_700_000_000, "model": "echo-1"}


def chunk(delta: Json, reason: str | None = None) -> Json:
    """A piece of a streamed answer."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return {**head(), "object": "chat.completion.chunk", "choices": [choice]}


def text_of(message: Json) -> str:
    """The words of a message, whatever its parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def answer_to(body: Json) -> Json:
    """The message by the rules above."""
    last = body["messages"][-1]
    words = text_of(last)
    if last["role"] == "tool":
        return {"role": "assistant", "content": f"The tool said: {words}"}
    offered = [tool["function"]["name"] for tool in body.get("tools") or ()]
    used = re.fullmatch(r"use (\w+) with (\{.*\})", words)
    if used and used[1] in offered:
        function = {"name": used[1], "arguments": used[2]}
        call = {"id": "call_echo", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return {"role": "assistant", "content": json.dumps(made(form["json_schema"]["schema"], words))}
    return {"role": "assistant", "content": f"You said: {words}"}


def made(schema: Json, words: str) -> object:
    """A value of a JSON schema."""
    match schema.get("type"):
        case "object":
            return {name: made(each, words) for name, each in schema.get("properties", {}).items()}
        case "array":
            return [made(schema["items"], words)]
        case "integer" | "number":
            return len(words.split())
        case "boolean":
            return True
        case _:
            return words


def vector(text: str) -> list[float]:
    """Four numbers of a text."""
    vowels = sum(each in "aeiou" for each in text)
    return [float(len(text)), float(len(text.split())), float(vowels), float(sum(map(str.isdigit, text)))]


@contextlib.contextmanager
def serving(upstream: Upstream | None = None) -> Generator[Upstream]:
    """The server, in a thread of its own, for as long as the block lasts."""
    upstream = upstream or Upstream()
    with socket.create_server(("127.0.0.1", 0)) as bound:
        upstream.port = bound.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(upstream.app(), lifespan="off", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield upstream
        finally:
            server.should_exit = server.force_exit = True
            thread.join(10)
