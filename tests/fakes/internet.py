"""The internet, as skills meet it: answers by the beginning of an address, and a cable that can be pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from parley.skills.fetching import Source

Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Internet:
    """What is asked, and what answers."""

    answers: dict[str, Answer | bytes | str | httpx.Response] = field(default_factory=dict)
    """By the beginning of the address."""
    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])
    down: bool = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.down:
            raise httpx.ConnectError("The cable is out.", request=request)
        for beginning, answer in self.answers.items():
            if str(request.url).startswith(beginning):
                if isinstance(answer, httpx.Response):
                    return answer
                if isinstance(answer, bytes | str):
                    return httpx.Response(200, content=answer)
                return answer(request)
        return httpx.Response(404)

    @contextmanager
    def plugged_in(self) -> Iterator[Internet]:
        """All that skills ask of the internet is asked here."""
        before, Source.transport = Source.transport, httpx.MockTransport(self.answer)
        try:
            yield self
        finally:
            Source.transport = before
