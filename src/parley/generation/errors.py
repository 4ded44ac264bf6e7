"""What can go wrong between Parley and a language model elsewhere; without anybody's words or keys."""

from __future__ import annotations

import re
from typing import ClassVar

from parley.errors import Busy, EngineFailed, EngineTimeout, ParleyError, TooLong, Unsupported

_TOKEN = re.compile(r"[a-z][a-z0-9_.\[\]]{0,63}")
"""What a field's name or an error's code looks like; whatever else an upstream says is not repeated."""


class UnknownModel(Unsupported):
    """Nobody here serves a model of this name."""

    code: ClassVar[str] = "unknown_model"

    def __init__(self, model: str, remedy: str) -> None:
        super().__init__(f"The model {model[:200]!r} does not exist here. {remedy}")
        self.model = model
        """As it was asked for."""
        self.remedy = remedy
        """One sentence: how it could be had."""

    def __reduce__(self) -> tuple[type[UnknownModel], tuple[str, str]]:
        return UnknownModel, (self.model, self.remedy)


class UpstreamRefused(Unsupported):
    """A language model's server took what it was sent for wrong, or cannot do it."""

    code: ClassVar[str] = "upstream_refused"

    def __init__(
        self, upstream: str, status: int, param: str | None = None, reason: str | None = None
    ) -> None:
        where = f" because of {param}" if param else ""
        super().__init__(f"The upstream {upstream!r} refused the request with status {status}{where}.")
        self.upstream, self.status = upstream, status
        self.param = param
        """The field it found wrong, if it said which."""
        self.reason = reason
        """Its own code for it, if it has one."""

    def __reduce__(self) -> tuple[type[UpstreamRefused], tuple[str, int, str | None, str | None]]:
        return UpstreamRefused, (self.upstream, self.status, self.param, self.reason)


def refusal(upstream: str, model: str, status: int, body: object) -> ParleyError:
    """What an answer other than 2xx means, from its status and its JSON (or None)."""
    param, reason = _said(body)
    match status:
        case 401 | 403:
            return EngineFailed(
                f"The upstream {upstream!r} does not take its key. Check the variable that "
                f"upstream.{upstream}.key_variable names."
            )
        case 404:
            return UnknownModel(f"{upstream}/{model}", f"The upstream {upstream!r} says so.")
        case 408 | 504:
            return EngineTimeout(f"The upstream {upstream!r} took too long.")
        case 413:
            return TooLong(f"The request is longer than the upstream {upstream!r} takes.")
        case 429 | 503:
            return Busy(f"The upstream {upstream!r} is busy. Try again in a moment.")
        case _ if 400 <= status < 500:
            return UpstreamRefused(upstream, status, param, reason)
        case _:
            return EngineFailed(f"The upstream {upstream!r} answered with status {status}.")


def _said(body: object) -> tuple[str | None, str | None]:
    """The field and the code of an error in OpenAI's form, where they are no more than that."""
    error: object = body.get("error") if isinstance(body, dict) else None  # pyright: ignore
    if not isinstance(error, dict):
        return None, None
    found: list[str | None] = []
    for name in ("param", "code"):
        value: object = error.get(name)  # pyright: ignore
        found.append(value if isinstance(value, str) and _TOKEN.fullmatch(value) else None)
    return found[0], found[1]
