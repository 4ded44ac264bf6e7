"""What a message means, and what a command is written as: the templates that devices announce.

They are Jinja's. What they can reach is the value alone; Jinja's sandbox keeps them from everything else.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import SandboxedEnvironment

LONGEST = 2_000
"""Characters of a template, and of what becomes of it."""
_METHODS = frozenset({"get", "lower", "upper", "strip", "split", "startswith", "endswith"})
"""What a template may call."""


def read(template: object, payload: str) -> str:
    """The value in a payload; the payload itself without a template, nothing when the template fails."""
    if not template:
        return payload
    json: Any = None
    with contextlib.suppress(msgspec.DecodeError):
        json = msgspec.json.decode(payload)
    return _rendered(str(template), value=payload, value_json=json if json is not None else {})


def write(template: object, value: object) -> str:
    """A command's payload."""
    return _rendered(str(template), value=value) if template else str(value)


def _rendered(template: str, **values: object) -> str:
    from jinja2 import TemplateError

    try:
        made = _compiled(template)
        return made.render(**values).strip()[:LONGEST] if made else ""
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, KeyError):
        # A template that does not fit this message: it says nothing.
        return ""


@lru_cache(maxsize=2048)
def _compiled(template: str) -> Template | None:
    from jinja2 import TemplateError, nodes

    if len(template) > LONGEST:
        return None
    environment = _environment()
    try:
        # An expression, perhaps with conditions: a loop could be made to run for hours.
        tree = environment.parse(template)
        if (
            tree.find(nodes.For)
            or tree.find(nodes.Macro)
            or not all(map(_harmless, tree.find_all(nodes.Call)))
        ):
            return None
        return environment.from_string(template)
    except TemplateError:
        return None


def _harmless(call: nodes.Call) -> bool:
    from jinja2 import nodes

    return isinstance(call.node, nodes.Getattr) and call.node.attr in _METHODS


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Small(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:
            """Products of numbers only, and no powers: either could fill the memory."""
            if operator == "**" or not all(isinstance(each, int | float) for each in (left, right)):
                raise ValueError("Not in a template.")
            return left * right

    environment = Small()
    environment.globals.clear()  # pyright: ignore[reportUnknownMemberType]
    filters = cast("dict[str, Any]", environment.filters)  # pyright: ignore[reportUnknownMemberType]
    for name in ("center", "indent", "format", "wordwrap"):
        del filters[name]
    filters["float"] = _number
    return environment


def _number(value: object, default: float = 0.0) -> float:
    try:
        return float(value)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        return default
