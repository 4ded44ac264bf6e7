"""Which languages a CTranslate2 folder knows, by the words of its vocabulary, without loading it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from parley.errors import BadModel, Unsupported
from parley.translation.tags import standard

#: The tokens that name a language: ``zho_Hans`` of NLLB, ``__zh__`` of M2M-100, ``>>cmn_Hans<<`` of OPUS-MT.
_TOKEN = re.compile(r"(?P<nllb>[a-z]{3}_[A-Z][a-z]{3})|__(?P<m2m>[a-z]{2,3})__|>>(?P<opus>[a-zA-Z_]{2,12})<<")
#: Where two tokens mean one language, the one that most people of it read.
_PREFERRED = frozenset({"cmn_Hans", "cmn_Hant", "arb_Arab", "pes_Arab", "khk_Cyrl", "swh_Latn"})
_LARGEST = 64 * 1024 * 1024


def languages_of(folder: Path) -> Mapping[str, str]:
    """Language tag → the token that stands for it; empty for a model of one pair.

    Raises ``BadModel`` when the vocabulary cannot be read.
    """
    file = _file(folder)
    status = file.stat()
    return _read(file, status.st_mtime_ns, status.st_size)


def _file(folder: Path) -> Path:
    for name in ("shared_vocabulary", "target_vocabulary"):
        for suffix in (".json", ".txt"):
            if (file := folder / f"{name}{suffix}").is_file():
                return file
    raise BadModel(f"The model {folder.name!r} has no vocabulary.")


@lru_cache(maxsize=32)
def _read(file: Path, _: int, size: int) -> Mapping[str, str]:
    if size > _LARGEST:
        raise BadModel(f"{file.name} is too large for a vocabulary.")
    try:
        text = file.read_bytes()
        words = msgspec.json.decode(text, type=list[str]) if file.suffix == ".json" else _lines(text)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadModel(f"{file.name} is no vocabulary of CTranslate2.") from error
    found: dict[str, str] = {}
    for word in words:
        match = _TOKEN.fullmatch(word)
        if match is None:
            continue
        name = match["nllb"] or match["m2m"] or match["opus"]
        try:
            tag = standard(name)
        except Unsupported:
            continue
        if tag not in found or name in _PREFERRED:
            found[tag] = word
    # A pair's model may name its only target too, and was not trained to be told it.
    pair = len(found) < 2 and any(word.startswith(">>") for word in found.values())
    return {} if pair else found


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8").splitlines()
