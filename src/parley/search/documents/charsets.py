"""Bytes to text, whatever charset they are in and whatever was said about it.

The order is the one browsers have (a byte order mark, what the bearer said, what the text itself says), but
that nothing is believed which does not decode: then the likeliest charset is taken, by how common the
characters are that come out.
"""

from __future__ import annotations

import codecs
import re

_SAMPLE = 20_000
"""Bytes by which a charset is guessed."""
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""",
    re.IGNORECASE,
)
_CLEARLY = 0.5
"""By how much more sense a letter makes."""
_HEAD = 4_096
"""Bytes in which a text says what it is in; browsers look at 1,024."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDER = {
    # As the WHATWG's Encoding Standard has it: what is called by these names is in fact the wider one.
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
}
_GUESSES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1251", "koi8-r", "cp1253", "cp1252")
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当"
    "没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物"
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當"
    "沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實者意無力它與長把機民第公此已工使情明性知全又關點正業外將兩高間由問很最重並物新新聞文"
)
_OFTEN = re.compile(r"[ぁ-ゟァ-ヿ가-힣]")
_CASED = re.compile(r"[а-яА-ЯёЁα-ωΑ-Ωά-ώ]")
"""Letters of other alphabets: seldom in one word with Latin ones, and mostly small."""
_SIGNS = "，。、；：？！「」『』“”‘’（）《》—…·　"
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\u2500-\u259f]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")


def decoded(data: bytes, told: str = "") -> str:
    """The text. ``told`` is what the bearer said it is in. Never raises: what fits nothing loses letters."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for name in (told, _said(data), "utf-8", _wide(data)):
        known = _known(name)
        if known and (text := _strictly(data, known)) is not None:
            return text
    return data.decode(_likeliest(data[:_SAMPLE]), "replace")


def _known(name: str) -> str:
    """Python's name of a charset; empty for what is none, or is not for text."""
    try:
        found = codecs.lookup(name.strip().strip("\"'")) if name else None
    except (LookupError, ValueError):
        return ""
    if found is None or not found._is_text_encoding:  # pyright: ignore[reportPrivateUsage] - no other way
        return ""
    return (
        ""
        if found.name in ("unicode_escape", "raw_unicode_escape", "idna", "punycode")
        else _WIDER.get(found.name, found.name)
    )


def _said(data: bytes) -> str:
    found = _DECLARED.search(data, 0, _HEAD)
    name = (found[1] or found[2]).decode("ascii") if found else ""
    # A text whose own letters could be read to find this is in neither.
    return "" if name.lower().startswith(("utf-16", "utf-32")) else name


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Latin text is nought."""
    head = data[:400]
    if len(head) < 4:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _strictly(data: bytes, name: str) -> str | None:
    """The text, if it all is in that charset and does not look like something else."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        # The very end may be cut off in the middle of a character.
        if error.start < len(data) - 4 or name not in ("utf-8", "gb18030", "cp950", "big5hkscs", "cp932"):
            return None
        text = data[: error.start].decode(name)
    except (UnicodeError, LookupError):
        return None
    if name == "utf-8":
        return text
    if name.startswith(("cp125", "iso")) and _better(data[:_SAMPLE], name):
        return None
    sample = text[:_SAMPLE]
    return None if len(_ODD.findall(sample)) * 50 > len(sample) else text


def _better(sample: bytes, name: str) -> bool:
    """Whether another charset makes clearly more of it: any bytes are right in one of one byte a letter, and
    servers call every page Latin that nobody told them of."""
    try:
        sample[: len(sample) - 4].decode("utf-8")
    except UnicodeDecodeError:
        return _sense(sample, _likeliest(sample)) > _sense(sample, name) + _CLEARLY
    return any(each > 127 for each in sample)


def _likeliest(sample: bytes) -> str:
    return max(_GUESSES, key=lambda name: _sense(sample, name))


def _sense(sample: bytes, name: str) -> float:
    """How much sense bytes make in a charset, a letter."""
    text = sample.decode(name, "replace").rstrip("\ufffd")
    points = [_points(text, at) for at, letter in enumerate(text) if letter > "\x7f"]
    return sum(points) / len(points) if points else 0.0


def _points(text: str, at: int) -> float:
    """How well a letter stands where it stands."""
    letter = text[at]
    beside = text[at - 1 : at] + text[at + 1 : at + 2]
    latin = any(each.isascii() and each.isalpha() for each in beside)
    if letter in _COMMON:
        return 2.0
    if _ODD.match(letter):
        return -3.0
    if _CASED.match(letter):
        return -1.0 if latin else 1.0 if letter.islower() else 0.0
    if _LATIN.match(letter):
        return 0.9 if latin and letter.islower() else -0.2
    if _OFTEN.match(letter) or letter in _SIGNS:
        return 1.0
    return 0.2 if "\u4e00" <= letter <= "\u9fff" else -0.5
