"""What a turn is asked for, wherever the SDK says it: in the path, the query or the context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from parley.errors import BadText, Unsupported
from parley.gateways.azure.speech.contexts import Context
from parley.language.profanity import Profanity
from parley.speech.transcribing.types import Wanted

MOST_PHRASES = 500
"""Entries of phrase lists that are used: as many as Azure's."""
MOST_LANGUAGES = 10
"""Languages among which the one spoken is found out, as Azure has it for continuous identification."""
MOST_TARGETS = 10
"""Languages of one translation."""
ONCE_SILENCE = 5.0
"""Seconds after which ``recognize_once`` waits no longer for somebody to speak, unless it says how long."""


class Mode(Enum):
    """How long to listen."""

    ONCE = "interactive"
    """To the end of the first phrase."""
    CONTINUOUS = "conversation"
    """To the end of the sound."""
    DICTATION = "dictation"
    """The same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a turn is asked for."""

    mode: Mode
    languages: tuple[str, ...]
    """BCP 47 tags as the SDK wrote them; several when one of them is to be identified."""
    identify: bool = False
    """Whether to tell which language it was."""
    detailed: bool = False
    words: bool = False
    """Whether to tell each word's place."""
    word_confidence: bool = False
    speakers: bool = False
    profanity: Profanity = Profanity.MASKED
    phrases: tuple[str, ...] = ()
    partials: bool = True
    stable: int = 1
    """How many partial results must agree on a word before it is told."""
    initial_silence: float | None = None
    """Seconds."""
    end_silence: float | None = None
    """Seconds."""
    targets: tuple[str, ...] = ()
    """Languages to translate into."""
    translating: bool = False
    """Whether the answers are those of a translation."""
    voices: Mapping[str, str] = field(default_factory=dict[str, str])
    """Target → the voice that says the translation; empty when it is only to be read."""

    @property
    def wanted(self) -> Wanted:
        """The same for the service that writes it down."""
        return Wanted(
            languages=self.languages,
            words=self.words,
            speakers=self.speakers,
            phrases=self.phrases,
            partials=self.partials,
            initial_silence=self.initial_silence,
            end_silence=self.end_silence,
        )


def asked(path: str, query: Mapping[str, str], context: Context) -> Asked:
    """What a turn is asked for. Raises ``Unsupported`` for what nothing here can do, and says what."""
    _refuse(query, context)
    detection, output = context.phrase_detection, context.phrase_output
    options = {each.lower() for each in output.detailed.options} if output.detailed else set[str]()
    mode = _mode(path, detection.mode)
    languages, identify = _languages(query, context)
    interim = output.interim_results
    profanity = detection.enrichment.profanity if detection.enrichment else None
    words = "wordtimings" in options or _true(query, "wordLevelTimestamps")
    targets = _targets(query, context)
    return Asked(
        mode=mode,
        languages=languages,
        identify=identify,
        detailed=(output.format or query.get("format", "")).lower() == "detailed",
        words=words,
        word_confidence="wordconfidence" in options or _true(query, "wordLevelConfidence"),
        speakers=detection.speaker_diarization is not None,
        profanity=Profanity.of(profanity or query.get("profanity", "")),
        phrases=_phrases(context),
        partials=not (interim and (interim.result_type or "").lower() == "none"),
        stable=max(1, (interim and interim.stable_threshold) or 1),
        initial_silence=_initial_silence(mode, query, context),
        end_silence=_end_silence(mode, query, context),
        targets=targets,
        translating=bool(targets) or context.translation is not None,
        voices=_voices(query, context, targets),
    )


def _refuse(query: Mapping[str, str], context: Context) -> None:
    enrichment = context.phrase_detection.enrichment
    assessed = enrichment.pronunciation_assessment if enrichment else None
    if assessed is not None or context.pronunciation_assessment is not None:
        raise Unsupported("Parley has no engine that assesses pronunciation.")
    if context.keyword_detection:
        raise Unsupported("Parley does not verify keywords of the Speech SDK.")
    if query.get("cid"):
        raise Unsupported("Parley has no custom speech models: leave endpoint_id away.")


def _mode(path: str, said: str | None) -> Mode:
    name = (said or "").lower()
    if not name and "/recognition/" in path:
        name = path.split("/recognition/", 1)[1].split("/", 1)[0]
    try:
        return Mode(name or "conversation")
    except ValueError as error:
        raise Unsupported("The mode is Interactive, Conversation or Dictation.") from error


def _languages(query: Mapping[str, str], context: Context) -> tuple[tuple[str, ...], bool]:
    among = context.language_id.languages if context.language_id else []
    among = among or [each.strip() for each in query.get("lidEnabled", "").split(",") if "-" in each]
    if among:
        if len(among) > MOST_LANGUAGES:
            raise Unsupported(f"At most {MOST_LANGUAGES} languages can be told apart.")
        return tuple(_tag(each) for each in among), True
    one = context.phrase_detection.language or query.get("language") or query.get("from")
    return ((_tag(one),) if one else ()), False


def _targets(query: Mapping[str, str], context: Context) -> tuple[str, ...]:
    listed = context.translation.target_languages if context.translation else []
    listed = listed or [each for each in query.get("to", "").split(",") if each]
    if len(listed) > MOST_TARGETS:
        raise Unsupported(f"At most {MOST_TARGETS} languages can be translated into at once.")
    return tuple(dict.fromkeys(_tag(each) for each in listed))


def _voices(query: Mapping[str, str], context: Context, targets: tuple[str, ...]) -> dict[str, str]:
    voices = dict(context.synthesis.default_voices) if context.synthesis else {}
    if not voices and query.get("voice"):
        voices = dict.fromkeys(targets, query["voice"][:200])
    return {target: name for target, name in voices.items() if target in targets}


def _phrases(context: Context) -> tuple[str, ...]:
    groups = context.dgi.groups if context.dgi else []
    found = dict.fromkeys(item.text.strip() for group in groups for item in group.items)
    return tuple(each for each in found if each)[:MOST_PHRASES]


def _initial_silence(mode: Mode, query: Mapping[str, str], context: Context) -> float | None:
    said = _first(context.phrase_detection.initial_silence_timeout, query.get("initialSilenceTimeoutMs"))
    if said is None:
        return ONCE_SILENCE if mode is Mode.ONCE else None
    return min(600.0, max(0.1, said / 1000))


def _end_silence(mode: Mode, query: Mapping[str, str], context: Context) -> float | None:
    detection = context.phrase_detection
    own = {
        Mode.ONCE: detection.interactive,
        Mode.CONTINUOUS: detection.conversation,
        Mode.DICTATION: detection.dictation,
    }[mode]
    segmentation = own.segmentation.segmentation_silence_timeout_ms if own and own.segmentation else None
    said = _first(segmentation, detection.trailing_silence_timeout, query.get("endSilenceTimeoutMs"))
    return None if said is None else min(10.0, max(0.1, said / 1000))


def _first(*said: int | str | None) -> int | None:
    for each in said:
        if isinstance(each, int):
            return each
        if each and each.isascii() and each.isdigit() and len(each) < 8:
            return int(each)
    return None


def _true(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "").lower() == "true"


def _tag(said: str) -> str:
    tag = said.strip()
    if not (tag.isascii() and 1 < len(tag) <= 35 and tag.replace("-", "").replace("_", "").isalnum()):
        raise BadText("A language is a BCP 47 tag, such as en-US.")
    return tag
