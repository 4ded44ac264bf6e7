"""What a person said in a turn: typed, or what the recognisers make of the sound."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from parley.assistant.events import Event, Heard, Thinking
from parley.assistant.playing import Playing
from parley.assistant.services import Services
from parley.assistant.speaking import Speaking
from parley.assistant.turn import Phase, Read, Silence, Turn
from parley.audio.pcm import Samples
from parley.errors import BadText, TooLong
from parley.language.identify import main_language, spans
from parley.skills.choosing import UNSURE, vague
from parley.skills.types import Context, Understanding
from parley.speech.hearing import UtteranceHearing, not_understood_language
from parley.speech.judge import Outcome
from parley.speech.types import Hints, Hypothesis

MAX_TEXT = 2_000
"""Characters of a typed utterance: several times what anyone says in one breath."""


class Utterances:
    """Reads the turns of one conversation."""

    def __init__(
        self,
        services: Services,
        emit: Callable[[Turn, Event], None],
        playing: Playing,
        speaking: Speaking,
        own: Callable[[], Context],
        *,
        live: bool = True,
    ) -> None:
        """``own``: what was said so far by whose conversation it is. ``live``: somebody waits for the silence
        after the words to pass; a file has no such time to use."""
        self._services = services
        self._emit = emit
        self._playing = playing
        self._speaking = speaking
        self._own = own
        self._live = live

    async def of(self, turn: Turn) -> Hypothesis | None:
        """What was said; None when there were no words in the sound.

        Raises ``TooLong``, ``BadText``, ``Busy``, ``MissingLanguage``, and what the engines raise.
        """
        return await self._typed(turn) if turn.text is not None else await self._heard(turn)

    async def _typed(self, turn: Turn) -> Hypothesis:
        text = " ".join((turn.text or "").split())
        if len(text) > MAX_TEXT:
            raise TooLong(f"A typed utterance has at most {MAX_TEXT} characters.")
        if not any(character.isalnum() for character in text):
            raise BadText("A typed utterance needs at least one letter or digit.")
        turn.begin_stages()
        tag = turn.language or main_language(text)
        language = self._own().language if tag == "und" else tag
        heard = Hypothesis(text, language, final=True, engine="keyboard")
        self._show(turn, heard)
        return heard

    async def _heard(self, turn: Turn) -> Hypothesis | None:
        """What the recognisers make of the turn's sound; None when there were no words in it."""
        sound = await turn.next_sound()
        if isinstance(sound, Silence):
            return None
        turn.voice = await self._speaking.listen(self._own())
        hearing = await self._services.hearing.open(Hints(language=turn.language))
        try:
            while sound is not Silence.END:
                if isinstance(sound, Silence):
                    self._paused(turn, hearing)
                else:
                    await self._more(turn, hearing, sound)
                sound = await turn.next_sound()
            if turn.voice is not None:
                turn.voice.complete()  # beside the recognisers' last work: nobody waits for it longer
            return await self._decided(turn, hearing)
        finally:
            hearing.close()

    async def _more(self, turn: Turn, hearing: UtteranceHearing, samples: Samples) -> None:
        if turn.voice is not None:
            turn.voice.feed(samples)
        partial = await hearing.feed(samples)
        if partial is not None and partial.text:
            self._emit(turn, Heard(turn.id, partial.text, partial.language, False, partial.engine))

    def _paused(self, turn: Turn, hearing: UtteranceHearing) -> None:
        """Perhaps all is said: what is waited for until that is certain is time to recognise it in."""
        if self._live and hearing.anticipate(*self._judging(turn)) and turn.voice is not None:
            turn.voice.complete()

    def _judging(self, turn: Turn) -> tuple[Callable[[Hypothesis], bool], Callable[[Hypothesis], float]]:
        """Whether something is a command, and how vague a one, after what was said before."""
        skills, context = self._services.skills, self._speaking.expected(self._own())

        @cache  # the judge asks again of what the ears have asked
        def read(text: str, language: str) -> tuple[Understanding, ...]:
            commands = turn.meaning(text, language, context)
            if commands is None:
                commands = skills.read(text, language, context).commands
                turn.read[text, language] = Read(context, commands)
            return commands

        def is_command(heard: Hypothesis) -> bool:
            return any(each.intent not in UNSURE for each in read(heard.text, heard.language))

        return is_command, lambda heard: vague(read(heard.text, heard.language))

    async def _decided(self, turn: Turn, hearing: UtteranceHearing) -> Hypothesis | None:
        verdict = await hearing.decide(*self._judging(turn))
        if self._speaking.enrolling(turn.voice):
            language = self._speaking.expected(self._own()).language
            heard = verdict.winner or Hypothesis("…", language, final=True, engine="voice")
            self._show(turn, heard)
            return heard
        if verdict.outcome is Outcome.OTHER_LANGUAGE and not self._playing.overheard(turn):
            raise not_understood_language(self._services.hearing.ears)
        if verdict.winner is None:
            return None
        self._show(turn, verdict.winner)
        return verdict.winner

    def _show(self, turn: Turn, heard: Hypothesis) -> None:
        pieces = tuple((span.text, span.language) for span in spans(heard.text))
        self._emit(turn, Heard(turn.id, heard.text, heard.language, True, heard.engine, pieces))
        if turn.phase is Phase.HEARING:
            turn.move(Phase.THINKING)
            self._emit(turn, Thinking(turn.id))
