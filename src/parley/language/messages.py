"""Sentences for a person, worded per language in message files.

A message file is YAML: a name and a sentence, or several to choose from, or one for each plural form::

    stopped: "Timer cancelled."
    started:
      - "{duration}, starting now."
      - "Okay, {duration}."
    running:
      plural: count
      one: "One timer is running."
      other: "{count} timers are running."

Plural forms are those of CLDR for the language of the file. Numbers, times and durations appear as the locale
writes them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar, cast

import yaml

from parley.errors import ParleyError

Choose = Callable[[Sequence[str]], str]
Show = Callable[[object, str], str]
"""(value, language) → how the locale writes it."""


class BadMessage(ParleyError):
    """A message file cannot be read, lacks a message, or a message lacks a parameter."""

    code: ClassVar[str] = "bad_message"


@dataclass(frozen=True, slots=True)
class _Message:
    forms: Mapping[str, tuple[str, ...]]
    """Wordings by plural form; ``other`` alone when the message has no plural."""

    plural: str | None
    """The parameter that chooses the form."""


class Messages:
    """The messages of one file, in one language."""

    def __init__(
        self, language: str, messages: Mapping[str, _Message], show: Show, choose: Choose = random.choice
    ) -> None:
        self.language = language
        self._messages = messages
        self._show = show
        self._choose = choose

    @classmethod
    def read(cls, path: Path, language: str, show: Show, choose: Choose = random.choice) -> Messages:
        """Read a file. Raises ``BadMessage`` when it is not one, or lacks a plural form the language has."""
        try:
            data = cast("object", yaml.load(path.read_text("utf-8"), Loader=_loader()))
        except (OSError, yaml.YAMLError) as error:
            raise BadMessage(f"The messages in {path} cannot be read: {error}") from error
        # YAML reads some words (on, no) as something else than a name.
        if not isinstance(data, dict) or not all(
            isinstance(name, str) for name in cast("dict[Any, Any]", data)
        ):
            raise BadMessage(f"{path} must map names to sentences.")
        entries = cast("dict[str, Any]", data)
        parsed = {name: _message(path, name, value, language) for name, value in entries.items()}
        return cls(language, parsed, show, choose)

    def names(self) -> frozenset[str]:
        """Names of the messages."""
        return frozenset(self._messages)

    def parameters(self, name: str) -> frozenset[str]:
        """Parameters that any wording of a message uses."""
        message = self._found(name)
        used = {each for forms in message.forms.values() for text in forms for each in _parameters(text)}
        return frozenset(used | ({message.plural} if message.plural else set()))

    def say(self, name: str, /, **parameters: object) -> str:
        """The sentence. Raises ``BadMessage`` when there is none, or a parameter is missing."""
        message = self._found(name)
        form = "other"
        if message.plural:
            form = _form(self.language, parameters.get(message.plural))
        wordings = message.forms.get(form) or message.forms["other"]
        shown = {key: self._show(value, self.language) for key, value in parameters.items()}
        try:
            return self._choose(wordings).format_map(shown)
        except KeyError as error:
            raise BadMessage(f"The message {name!r} needs the parameter {error}.") from error

    def _found(self, name: str) -> _Message:
        try:
            return self._messages[name]
        except KeyError:
            raise BadMessage(f"There is no message {name!r} in {self.language!r}.") from None


def _message(path: Path, name: str, value: object, language: str) -> _Message:
    if isinstance(value, dict):
        entry = cast("dict[str, object]", value)
        plural = str(entry.get("plural", ""))
        forms = {form: _wordings(path, name, each) for form, each in entry.items() if form != "plural"}
        missing = _forms(language) - set(forms)
        if not plural or missing:
            lacks = "plural" if not plural else ", ".join(sorted(missing))
            raise BadMessage(f"{name!r} in {path} lacks: {lacks}.")
        return _Message(forms, plural)
    return _Message({"other": _wordings(path, name, value)}, None)


def _wordings(path: Path, name: str, value: object) -> tuple[str, ...]:
    texts = cast("list[object]", value) if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise BadMessage(f"{name!r} in {path} must be a sentence or a list of sentences.")
    wordings = tuple(cast("list[str]", texts))
    for text in wordings:
        try:
            _parameters(text)
        except ValueError as error:
            raise BadMessage(f"{name!r} in {path}: {error}.") from error
    return wordings


def _parameters(text: str) -> set[str]:
    found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if odd := [field for field in found if not field.isidentifier()]:
        raise ValueError(f"a parameter is a plain name, not {odd[0]!r}")
    return found


def _forms(language: str) -> set[str]:
    from babel import Locale

    return set(Locale.parse(language).plural_form.tags) | {"other"}


def _form(language: str, value: object) -> str:
    from babel import Locale

    if not isinstance(value, int | float):
        raise BadMessage("The parameter that chooses a plural form must be a number.")
    return Locale.parse(language).plural_form(value)


def _loader() -> Any:
    # libyaml reads ten times faster; wheels have it, some source builds do not.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
