"""What can go wrong, each with a stable code and a sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar


class ParleyError(Exception):
    """The base of every error Parley raises on purpose.

    ``code`` is stable and public: gateways map it to their protocol, and ``assistant/messages``
    has a sentence for it in every language. ``str(error)`` is an English sentence for a developer;
    it never holds what a person said, nor a key.
    """

    code: ClassVar[str] = "failed"


class Unsupported(ParleyError):
    """The service or engine cannot do what was asked, and says so rather than make something up."""

    code = "unsupported"


class MissingEngine(ParleyError):
    """An engine's library or model is not installed."""

    code = "missing_engine"

    def __init__(self, engine: str, remedy: str) -> None:
        super().__init__(f"The engine {engine!r} is not installed. Get it with: {remedy}")
        self.engine = engine
        """Name of the engine."""
        self.remedy = remedy
        """The command that installs it."""

    def __reduce__(self) -> tuple[type[MissingEngine], tuple[str, str]]:
        # Two constructor arguments: the default would lose one on the way out of a worker process.
        return MissingEngine, (self.engine, self.remedy)


class DeviceFailed(ParleyError):
    """A device did not do what it was asked, or did not answer in time."""

    code = "device_failed"


class MissingLanguage(ParleyError):
    """No installed engine can hear or speak this language."""

    code = "missing_language"

    def __init__(self, language: str, remedy: str) -> None:
        super().__init__(f"No engine for {language!r} is installed. Get one with: {remedy}")
        self.language = language
        """Language tag (BCP 47)."""
        self.remedy = remedy
        """The command that installs one."""

    def __reduce__(self) -> tuple[type[MissingLanguage], tuple[str, str]]:
        return MissingLanguage, (self.language, self.remedy)


class EngineFailed(ParleyError):
    """An engine raised, crashed or returned rubbish; a later call may well work."""

    code = "engine_failed"


class EngineTimeout(EngineFailed):
    """An engine did not answer in time and was stopped."""

    code = "engine_timeout"


class Busy(ParleyError):
    """Every worker is taken and the queue is full."""

    code = "busy"


class BadAudio(ParleyError):
    """The audio cannot be read: not audio, truncated, or of a kind nobody knows."""

    code = "bad_audio"


class EmptyAudio(BadAudio):
    """The audio holds no samples."""

    code = "empty_audio"


class TooLong(ParleyError):
    """The input is longer than the stated bound."""

    code = "too_long"


class BadText(ParleyError):
    """The text is empty or not text."""

    code = "bad_text"


class NothingHeard(ParleyError):
    """There was sound, but no words that anyone could make out."""

    code = "nothing_heard"


class BadModel(ParleyError):
    """A model is unknown, incomplete, or not what the catalogue says it is."""

    code = "bad_model"


class BadSettings(ParleyError):
    """A setting is unknown or out of range."""

    code = "bad_settings"


class NotAllowed(ParleyError):
    """The caller has no valid key or session."""

    code = "not_allowed"
