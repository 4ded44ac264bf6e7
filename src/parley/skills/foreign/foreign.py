"""The other languages of a house: what is said in one of them, as an understanding like any other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from parley.errors import MissingEngine, ParleyError
from parley.language.identify import main_language
from parley.skills.foreign.tongue import Names, Tongue
from parley.skills.types import Context, Understanding
from parley.telemetry import log

_LETTERS = re.compile(r"[^\W\d_]")


class Foreign:
    """Reads commands in the languages of the settings, with the names of things in this house."""

    def __init__(self, languages: Sequence[str], names: Callable[[], Names]) -> None:
        """What there are no sentences for is left out, with a line in the log."""
        self._names = names
        self._tongues: dict[str, Tongue] = {}
        for each in languages:
            try:
                self._tongues[each] = Tongue(each)
            except MissingEngine as error:
                log.warning("languages.missing", remedy=error.remedy)
                return
            except ParleyError as error:
                log.warning("languages.left_out", language=each, code=error.code)

    def warm(self) -> None:
        """Read something in each, so that the first utterance does not wait half a second."""
        for each in self._tongues.values():
            each.read("1", self._names())

    def read(
        self, text: str, language: str | None, context: Context, skills: Mapping[str, str]
    ) -> Understanding | None:
        """What it means, or None. ``language``: as a recogniser told; ``skills``: the skill of each intent.

        The answer is worded in the person's own language of answers, for there are no wordings in others.
        """
        if not self._tongues or not _LETTERS.search(text):
            return None
        names = self._names()
        for tongue in self._order(text, language):
            found = tongue.read(text, names, context.room)
            if found is not None and (skill := skills.get(found[0])):
                answered = context.language if context.language in ("en", "zh") else "en"
                return Understanding(skill, found[0], answered, found[1], said=text)
        return None

    def _order(self, text: str, language: str | None) -> Sequence[Tongue]:
        """The likeliest language first."""
        likely = (language or "", main_language(text))
        return sorted(
            self._tongues.values(),
            key=lambda each: next(
                (
                    place
                    for place, name in enumerate(likely)
                    if name.split("-")[0] == each.language.split("-")[0]
                ),
                len(likely),
            ),
        )
