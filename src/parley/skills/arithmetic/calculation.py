"""A spoken calculation: its words, its tree, its value.

Fractions are exact; roots that are not rational become floats. Precedence is the usual one.
A percentage after plus or minus is of what stands before it, as on a pocket calculator: 50 plus 10% is 55.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from parley.skills.arithmetic.orders import infix
from parley.skills.arithmetic.words import Token, tokens

#: Bits a power may have: about a thousand decimal digits.
LARGEST_BITS = 3500
#: Parts of one calculation, and brackets within brackets.
MOST_TOKENS = 60
DEEPEST = 20

Value = Fraction | float


class Impossible(Exception):
    """The calculation has no value that can be told. ``reason`` is the name of a reply."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Calculation:
    """What is to be calculated."""

    words: str
    """As it was said."""

    fractions: bool = False
    """It speaks of fractions, so that the answer may too."""

    def value(self) -> Value:
        """The result. Raises ``Impossible``."""
        node = _Parser(tokens(self.words) or []).all()
        if node is None:
            raise Impossible("not_understood")
        return node()


def read(words: str) -> Calculation | None:
    """The calculation in these words; None when they are none, or only a number."""
    words = infix(words)
    found = tokens(words)
    if not found or len(found) > MOST_TOKENS or all(token.kind in ("number", "fraction") for token in found):
        return None
    if _Parser(found).all() is None:
        return None
    return Calculation(words, any(token.kind in ("fraction", "divide") for token in found))


_Node = Callable[[], Value]


@dataclass(frozen=True, slots=True)
class _Percent:
    """A percentage, still to be told of what."""

    part: _Node

    def __call__(self) -> Value:
        return self.part() / 100


class _NoSuch(Exception):
    """The words do not make a calculation."""


class _Parser:
    """Recursive descent; each method reads one level of precedence."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def all(self) -> _Node | None:
        """The whole calculation, or None."""
        try:
            node = self._sum()
        except _NoSuch:
            return None
        return node if self._at == len(self._tokens) else None

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _take(self, *kinds: str) -> Token | None:
        if self._peek() in kinds:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _sum(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _NoSuch
        left = self._product()
        while token := self._take("plus", "minus"):
            left = _added(left, self._product(), 1 if token.kind == "plus" else -1)
        self._depth -= 1
        return left

    def _product(self) -> _Node:
        left = self._signed()
        while token := self._take("times", "divide", "of"):
            right = self._signed()
            left = _divided(left, right) if token.kind == "divide" else _multiplied(left, right)
        return left

    def _signed(self) -> _Node:
        if self._take("minus"):
            inner = self._signed()
            return lambda: -inner()
        return self._power()

    def _power(self) -> _Node:
        base = self._postfix()
        if self._take("power"):
            exponent = self._signed()
            return lambda: _raised(base(), exponent())
        return base

    def _postfix(self) -> _Node:
        node = self._atom()
        while token := self._take(
            "squared", "cubed", "percent", "square_root_after", "cube_root_after", "nth"
        ):
            node = _after(token, node)
        return node

    def _atom(self) -> _Node:
        if token := self._take("number", "fraction"):
            value = token.value
            return lambda: value
        if self._take("square_root"):
            inner = self._signed()
            return lambda: _root(inner(), 2)
        if self._take("cube_root"):
            inner = self._signed()
            return lambda: _root(inner(), 3)
        if self._take("open"):
            inner = self._sum()
            if not self._take("close"):
                raise _NoSuch
            return inner
        raise _NoSuch


def _after(token: Token, node: _Node) -> _Node:
    match token.kind:
        case "percent":
            return _Percent(node)
        case "square_root_after":
            return lambda: _root(node(), 2)
        case "cube_root_after":
            return lambda: _root(node(), 3)
        case _:
            exponent = token.value
            return lambda: _raised(node(), exponent)


def _added(left: _Node, right: _Node, sign: int) -> _Node:
    if isinstance(right, _Percent) and not isinstance(left, _Percent):

        def relative() -> Value:
            base = left()
            return base + sign * base * right()

        return relative
    if isinstance(right, _Percent) and isinstance(left, _Percent):
        parts = (left.part, right.part)
        return _Percent(lambda: parts[0]() + sign * parts[1]())
    return lambda: left() + sign * right()


def _multiplied(left: _Node, right: _Node) -> _Node:
    return lambda: left() * right()


def _divided(left: _Node, right: _Node) -> _Node:
    def quotient() -> Value:
        below = right()
        if below == 0:
            raise Impossible("by_zero")
        return left() / below

    return quotient


def _raised(base: Value, exponent: Value) -> Value:
    if base == 0 and exponent < 0:
        raise Impossible("by_zero")
    size = max(abs(base), 1 / abs(base)) if base else 1
    if abs(exponent) * math.log2(max(size, 1)) > LARGEST_BITS or abs(exponent) > 100_000:
        raise Impossible("too_big")
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        if exponent.denominator == 1:
            return base**exponent.numerator
        if exponent.denominator in (2, 3) and exponent.numerator == 1:
            return _root(base, exponent.denominator)
    if base < 0:
        raise Impossible("not_real")
    return _finite(lambda: float(base) ** float(exponent))


def _root(value: Value, degree: int) -> Value:
    if value < 0:
        if degree == 2:
            raise Impossible("not_real")
        return -_root(-value, degree)
    if isinstance(value, Fraction):
        above, below = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
        if above is not None and below is not None:
            return Fraction(above, below)
    return _finite(lambda: float(value) ** (1 / degree))


def _whole_root(value: int, degree: int) -> int | None:
    if degree == 2:
        found = math.isqrt(value)
        return found if found * found == value else None
    if value.bit_length() > 900:
        return None
    near = round(value ** (1 / 3))
    return next((each for each in (near - 1, near, near + 1) if each**3 == value), None)


def _finite(compute: Callable[[], float]) -> float:
    try:
        found = compute()
    except OverflowError as error:
        raise Impossible("too_big") from error
    if not math.isfinite(found):
        raise Impossible("too_big")
    return found
