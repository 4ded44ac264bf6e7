"""Language tags: which language something is in, in BCP 47."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Names that engines and people use for a language, and the tag Parley uses.
_ALIASES = {"cmn": "zh", "chinese": "zh", "mandarin": "zh", "zho": "zh", "english": "en", "eng": "en"}


def primary(tag: str) -> str:
    """The language of a tag without region or script: ``zh-Hans-CN`` → ``zh``, ``en_GB`` → ``en``."""
    first = tag.replace("_", "-").split("-", 1)[0].strip().lower()
    return _ALIASES.get(first, first)


def reads_chinese(environment: Mapping[str, str]) -> bool:
    """Whether the people of this computer read Chinese before English, as gettext has it: by the first of
    ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = environment.get(variable, "")
        if not said:
            continue
        for each in said.split(":"):
            language = re.split(r"[_.@-]", each)[0].lower()
            if language in {"zh", "en", "c", "posix"}:
                return language == "zh"
        return False
    return False
