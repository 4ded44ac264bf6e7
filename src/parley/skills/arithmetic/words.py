"""The words of calculations, in Chinese and English and mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from parley.language.numbers import parse_number


@dataclass(frozen=True, slots=True)
class Token:
    """One word or phrase."""

    kind: str
    """Such as ``number``, ``plus``, ``squared``."""
    value: Fraction = Fraction(0)
    """What a number is worth; the exponent of ``squared``, ``cubed`` and ``nth``."""


_ENGLISH = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion"
)
_DIGIT = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_ENGLISH_NUMBER = (
    rf"(?:an? (?=hundred|thousand|million|billion))?(?:{_ENGLISH})(?![a-z])"
    rf"(?:(?: and (?=\w+)|[ -])(?:{_ENGLISH})(?![a-z])){{0,14}}"
    rf"(?: point(?: (?:{_DIGIT})(?![a-z])){{1,12}})?"
)
_CHINESE_NUMBER = "[零〇一二两三四五六七八九十百千万亿]{1,24}(?:点[零〇一二三四五六七八九]{1,12})?"
_DIGITS = r"\d{1,18}(?:\.\d{1,12})?[万亿]?"
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}

#: In the order in which they are tried.
_KINDS = (
    ("percent_zh", rf"百分之(?P<percent>{_DIGITS}|{_CHINESE_NUMBER})"),
    ("fraction_zh", rf"(?P<below>{_DIGITS}|{_CHINESE_NUMBER})分之(?P<above>{_DIGITS}|{_CHINESE_NUMBER})"),
    (
        "nth",
        rf"(?:的|to the )(?P<nth>负?\d{{1,5}}|负?{_CHINESE_NUMBER})"
        r"(?:次方|次幂|(?:st|nd|rd|th)(?: power)?(?![a-z]))",
    ),
    ("discount", r"打(?P<tenths>[一二三四五六七八九]{1,2}|[1-9](?:\.?[1-9])?)折"),
    ("half", r"(?:的)?一半|half(?: of)?(?![a-z])"),
    ("parts", rf"(?P<count>an?|{_ENGLISH}|\d+) (?P<part>{'|'.join(_PARTS)})s?(?![a-z])"),
    ("square_root", r"(?:the )?(?:square root|sqrt)(?: of)?(?![a-z])|根号|√"),
    ("cube_root", r"(?:the )?cube root(?: of)?(?![a-z])"),
    ("square_root_after", "的(?:算术)?平方根|开平方|开根号|开方"),
    ("cube_root_after", "的立方根|开立方"),
    ("squared", r"squared(?![a-z])|的平方|的二次方|²"),
    ("cubed", r"cubed(?![a-z])|的立方|³"),
    ("power", r"(?:raised )?to the (?:power(?: of)?)(?![a-z])|\^|\*\*|的(?=\S+次方)"),
    ("percent", r"%|per ?cent(?![a-z])"),
    ("plus", r"\+|(?:plus|added to|add)(?![a-z])|加上|加"),
    ("negative", rf"负(?P<negated>{_DIGITS}|{_CHINESE_NUMBER})(?!分之)"),
    ("minus", r"-|(?:minus|subtract|negative|take away|less)(?![a-z])|减去|减掉|减|负"),
    ("times", r"\*|(?:multiplied by|times|x)(?![a-z])|乘以|乘上|乘|的(?=\S+倍)"),
    ("divide", r"/|(?:divided by|over)(?![a-z])|除以"),
    ("number", rf"{_DIGITS}|{_CHINESE_NUMBER}|{_ENGLISH_NUMBER}"),
    ("of", r"of(?: the)?(?![a-z])|的"),
    ("open", r"\(|左括号"),
    ("close", r"\)|右括号"),
    ("skip", r"\s+|倍"),
)
_TOKEN = re.compile("|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in _KINDS))


def tokens(text: str) -> list[Token] | None:
    """The words of a calculation in order; None when there is a word that belongs to none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        each = _token(match)
        if each is None:
            return None
        found += each
        at = match.end()
    return found


def _token(match: re.Match[str]) -> list[Token] | None:
    kind = next(name for name, _ in _KINDS if match[f"k_{name}"] is not None)
    match kind:
        case "skip":
            return []
        case "number":
            value = number(match.group())
            return None if value is None else [Token("number", value)]
        case "negative":
            value = number(match["negated"])
            return None if value is None else [Token("number", -value)]
        case "percent_zh":
            value = number(match["percent"])
            return None if value is None else [Token("number", value), Token("percent")]
        case "fraction_zh":
            below, above = number(match["below"]), number(match["above"])
            return [Token("fraction", above / below)] if below and above is not None else None
        case "nth":
            sign = -1 if match["nth"].startswith("负") else 1
            value = number(match["nth"].removeprefix("负"))
            return None if value is None else [Token("nth", sign * value)]
        case "discount":  # 打八折 leaves eight tenths, 打八五折 and 打8.5折 leave 85 hundredths
            digits = [number(each) for each in match["tenths"] if each != "."]
            left = sum((each or 0) / Fraction(10) ** place for place, each in enumerate(digits, 1))
            return [Token("times"), Token("fraction", Fraction(left))]
        case "half":
            half = Token("fraction", Fraction(1, 2))
            said = match.group()
            return (
                [Token("of"), half] if said == "的一半" else [half, Token("of")] if "of" in said else [half]
            )
        case "parts":
            count = Fraction(1) if match["count"] in ("a", "an") else number(match["count"])
            return None if count is None else [Token("fraction", count / _PARTS[match["part"]])]
        case "squared":
            return [Token("squared", Fraction(2))]
        case "cubed":
            return [Token("cubed", Fraction(3))]
        case _:
            return [Token(kind)]


def number(text: str) -> Fraction | None:
    """The value of a number in words or digits of either language."""
    for language in ("zh", "en"):
        found = parse_number(text, language)
        if found is not None:
            return Fraction(str(found))
    return None
