"""What people say to an assistant, sentence by sentence: for a recogniser to expect it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from parley.language.understanding.model import Example
from parley.speech.types import said_file

_LETTERS = {"en": re.compile("[a-z]"), "zh": re.compile("[\u3400-\u9fff]")}


def said(examples: Sequence[Example], language: str) -> list[str]:
    """The examples that are in one language alone, each once; also those that mean nothing here."""
    own, others = _LETTERS[language], [each for name, each in _LETTERS.items() if name != language]
    texts = dict.fromkeys(each.text for each in examples)
    return [text for text in texts if own.search(text) and not any(each.search(text) for each in others)]


def write_said(examples: Sequence[Example], folder: Path) -> None:
    """Put them into the folder, where recognisers look for them."""
    path = folder / said_file("en")
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_text("".join(f"{text}\n" for text in said(examples, "en")), "utf-8")
    new.replace(path)
