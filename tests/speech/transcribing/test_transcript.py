"""A live transcript: what is told, in which order, with which places, and within which bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.recogniser import FakeHearing, FakeRecogniser, Line
from fakes.transcribing import ear, silence, spoken, told, tone, transcribing
from fakes.voice_activity import LoudnessVoiceActivity
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import Busy, EngineFailed, MissingLanguage, TooLong, Unsupported
from parley.pool.host import Inline
from parley.speech.recognisers.pieces import due_after
from parley.speech.transcribing.service import Bounds
from parley.speech.transcribing.stretches import LONGEST
from parley.speech.transcribing.types import (
    Event,
    Final,
    Nothing,
    Partial,
    Phrase,
    Started,
    Stopped,
    Wanted,
)
from parley.speech.types import Hints, Hypothesis

EN = Wanted(languages=("en-US",))


def phrases(events: Sequence[Event]) -> list[Phrase]:
    return [event.phrase for event in events if isinstance(event, Final)]


async def test_phrases_come_with_their_places_in_the_order_in_which_they_were_said() -> None:
    service = transcribing(FakeRecogniser("one", "two"))
    events = await told(await service.open(EN), spoken(1, 1, 1.5, 2, 1))
    first, second = phrases(events)
    assert (first.text, second.text) == ("one", "two")
    assert (first.start, first.end) == pytest.approx((1.0, 2.0), abs=0.04)
    assert (second.start, second.end) == pytest.approx((3.5, 5.5), abs=0.04)
    kinds = [type(event) for event in events]
    assert kinds.index(Started) < kinds.index(Stopped) < kinds.index(Final)


async def test_where_speech_begins_is_told_before_anything_is_heard_of_it() -> None:
    transcript = await transcribing(FakeRecogniser("one")).open(EN)
    events = await transcript.feed(spoken(0.5, 0.5))
    assert [type(event) for event in events] == [Started]
    await transcript.finish()
    transcript.close()


async def test_partial_results_come_while_the_person_speaks() -> None:
    recogniser = FakeRecogniser(Line("what time is it", partials=("what", "what time")))
    events = await told(await transcribing(recogniser).open(EN), spoken(0.5, 2, 1))
    partials = [event for event in events if isinstance(event, Partial)]
    assert [event.text for event in partials] == ["what", "what time"]
    assert partials[0].start == pytest.approx(0.5, abs=0.04)
    assert partials[0].start < partials[0].end <= partials[1].end <= 2.9
    assert events.index(partials[-1]) < events.index(next(e for e in events if isinstance(e, Final)))


class Fed(FakeRecogniser):
    """Notes how many samples it has been fed each time it is."""

    def __init__(self, *lines: Line | str, name: str = "fake") -> None:
        super().__init__(*lines, name=name)
        self.totals: list[int] = []

    def open(self, hints: Hints) -> FakeHearing:
        hearing = super().open(hints)
        feed = hearing.feed

        def noted(samples: Samples) -> Hypothesis | None:
            heard = feed(samples)
            self.totals.append(hearing.samples)
            return heard

        hearing.feed = noted
        return hearing


async def test_an_ear_is_handed_sound_when_it_could_tell_something_of_it_and_not_before() -> None:
    fed, all_along = Fed("hello"), Fed("hello")
    sound = spoken(0.5, 6, 1)
    await told(await transcribing(replace(ear(fed), partials=True, every=0.7)).open(EN), sound)
    await told(await transcribing(replace(ear(all_along), partials=True)).open(EN), sound)
    *totals, last = fed.totals
    assert last == all_along.totals[-1], "in the end it has heard everything"
    assert len(fed.totals) < len(all_along.totals) / 5
    due = int(0.7 * SPEECH_RATE)
    for total in totals:
        assert due <= total < due + 1_600 + 512, "as soon as it is due, to a piece of the sound and a window"
        due = due_after(total, int(0.7 * SPEECH_RATE))


async def test_what_could_bring_nothing_may_wait_and_makes_nothing_later() -> None:
    """Fed as much at once as there is to spare, and 0.1 s where there is nothing."""
    recogniser = Fed("hello", "again")
    service = transcribing(replace(ear(recogniser), partials=True, every=0.7))
    transcript, sound, at, told_at = await service.open(EN), spoken(1, 5, 2, 0.3, 1.5), 0, dict[str, int]()
    while at < len(sound):
        size = max(1_600, int(transcript.spare * SPEECH_RATE))
        assert size <= 0.7 * SPEECH_RATE, "else the end of what is said would be told late"
        at += size
        for event in await transcript.feed(sound[at - size : at]):
            told_at.setdefault(f"{type(event).__name__} {round(getattr(event, 'at', 0.0))}", at)
    transcript.close()
    assert told_at["Started 1"] == pytest.approx(1.1 * SPEECH_RATE, abs=2 * 1_600)
    assert told_at["Stopped 6"] == pytest.approx(6.7 * SPEECH_RATE, abs=2 * 1_600)
    due = int(0.7 * SPEECH_RATE)
    for total in recogniser.totals[:7]:
        assert due <= total < due + 1_600 + 512
        due = due_after(total, int(0.7 * SPEECH_RATE))


async def test_an_ear_that_works_on_whatever_it_is_fed_does_not_wait_for_another() -> None:
    slow, quick = Fed("hello", name="slow"), Fed("hello", name="quick")
    ears = [replace(ear(slow), partials=True, every=0.7), ear(quick)]
    await told(await transcribing(*ears).open(EN), spoken(0.5, 3, 1))
    assert quick.totals == slow.totals
    assert quick.totals[0] < 0.7 * SPEECH_RATE and len(quick.totals) > 8


async def test_who_wants_no_partial_results_costs_the_engine_none() -> None:
    recogniser = FakeRecogniser(Line("hello", partials=("he",)))
    events = await told(await transcribing(recogniser).open(Wanted(partials=False)), spoken(0.5, 1, 1))
    assert not [event for event in events if isinstance(event, Partial)]
    assert recogniser.hints[0].partials is False


async def test_nobody_speaks_for_as_long_as_one_waits() -> None:
    transcript = await transcribing(FakeRecogniser("late")).open(Wanted(initial_silence=2.0))
    events = await told(transcript, spoken(3, 1, 1))
    assert events[0] == Nothing(pytest.approx(2.0, abs=0.04), "initial_silence")  # type: ignore[arg-type]
    assert phrases(events)[0].text == "late"


async def test_a_pause_between_phrases_is_no_initial_silence() -> None:
    transcript = await transcribing(FakeRecogniser("one", "two")).open(Wanted(initial_silence=1.5))
    events = await told(transcript, spoken(0.5, 1, 4, 1, 4))
    assert not [event for event in events if isinstance(event, Nothing)]


async def test_sound_without_words_says_so_where_it_was() -> None:
    events = await told(await transcribing(FakeRecogniser("")).open(EN), spoken(0.5, 1, 1))
    nothing = [event for event in events if isinstance(event, Nothing)]
    assert [event.reason for event in nothing] == ["no_words"]
    assert (nothing[0].start, nothing[0].at) == pytest.approx((0.5, 1.5), abs=0.04)


async def test_how_long_a_pause_ends_a_phrase_is_the_callers_affair() -> None:
    sound = spoken(0.5, 1, 0.5, 1, 1.2)
    patient = await told(await transcribing(FakeRecogniser("a", "b")).open(EN), sound)
    hasty = Wanted(languages=("en",), end_silence=0.3)
    quick = await told(await transcribing(FakeRecogniser("a", "b")).open(hasty), sound)
    assert (len(phrases(patient)), len(phrases(quick))) == (1, 2)


async def test_what_is_not_to_be_cut_is_one_phrase_whatever_its_pauses() -> None:
    service = transcribing(FakeRecogniser("all of it"))
    events = await told(await service.open(Wanted(segment=False)), spoken(0.5, 1, 3, 1, 3, 1))
    assert [phrase.text for phrase in phrases(events)] == ["all of it"]


async def test_endless_speech_is_cut_and_nothing_of_it_is_lost_or_heard_twice() -> None:
    recogniser = FakeRecogniser(*(f"part {n}" for n in range(9)))
    service = transcribing(recogniser)
    sound = np.concatenate([tone(20), tone(1, 900), tone(50), silence(1)])
    events = await told(await service.open(Wanted(partials=False)), sound)
    found = phrases(events)
    assert len(found) >= 3
    assert all(phrase.end - phrase.start <= LONGEST + 1 for phrase in found)
    # The first cut falls on the quietest place, between 20 and 21 s.
    assert 20 <= found[0].end <= 21
    heard = sum(hearing.samples for hearing in recogniser.hearings if hearing.finished)
    assert heard == pytest.approx(71 * 16_000, abs=16_000)
    assert all(a.end == b.start for a, b in pairwise(found))


async def test_what_was_cut_off_is_heard_also_when_nothing_follows() -> None:
    recogniser = FakeRecogniser("first", "rest")
    transcript = await transcribing(recogniser).open(Wanted(partials=False))
    events = await told(transcript, np.concatenate([tone(30.05), silence(3)]))
    assert [phrase.text for phrase in phrases(events)] == ["first", "rest"]


async def test_a_cut_in_a_phrase_that_was_heard_live_is_heard_again_without_its_end() -> None:
    recogniser = FakeRecogniser(Line("wrong", partials=("w",)), "first", "second")
    events = await told(await transcribing(recogniser).open(EN), np.concatenate([tone(40), silence(2)]))
    assert [phrase.text for phrase in phrases(events)] == ["first", "second"]
    assert recogniser.hearings[0].closed and not recogniser.hearings[0].finished


async def test_of_several_languages_only_those_ears_are_asked() -> None:
    english = FakeRecogniser("hello", name="english", languages=("en",))
    chinese = FakeRecogniser(Line("你好", "zh"), name="chinese", languages=("zh",))
    german = FakeRecogniser(Line("hallo", "de"), name="german", languages=("de",))
    service = transcribing(english, chinese, german)
    await told(await service.open(Wanted(languages=("zh-CN", "de-DE"))), spoken(0.5, 1, 1))
    assert not english.hearings and chinese.hearings and german.hearings


async def test_words_in_a_language_that_was_not_asked_for_are_not_told() -> None:
    many = FakeRecogniser(Line("konnichiwa", "ja"), name="many", languages=("en", "zh", "ja"))
    events = await told(await transcribing(many).open(Wanted(languages=("en", "zh"))), spoken(0.5, 1, 1))
    assert [event.reason for event in events if isinstance(event, Nothing)] == ["other_language"]


class Foreign(FakeRecogniser):
    """Says how sure it is that the sound is in another language."""

    def __init__(self, foreign: float) -> None:
        super().__init__("made up", name="english", languages=("en",))
        self.foreign = foreign

    def open(self, hints: object) -> Any:
        return ForeignHearing(self.foreign)


class ForeignHearing:
    def __init__(self, foreign: float) -> None:
        self._foreign = foreign

    def feed(self, samples: object) -> None:
        pass

    def finish(self) -> Hypothesis:
        return Hypothesis("made up", "en", True, "english", foreign=self._foreign)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("languages", "told_as"), [((), "other_language"), (("en",), "made up")])
async def test_who_names_the_language_is_believed_unless_it_surely_is_another(
    languages: tuple[str, ...], told_as: str
) -> None:
    events = await told(await transcribing(Foreign(0.7)).open(Wanted(languages)), spoken(0.5, 1, 1))
    last = events[-1]
    assert (last.phrase.text if isinstance(last, Final) else getattr(last, "reason", "")) == told_as


async def test_what_is_surely_another_language_is_not_made_up_even_so() -> None:
    events = await told(await transcribing(Foreign(0.95)).open(EN), spoken(0.5, 1, 1))
    assert [event.reason for event in events if isinstance(event, Nothing)] == ["other_language"]


async def test_where_only_commands_are_heard_other_speech_is_not_called_silence() -> None:
    grammar = ear(FakeRecogniser(Line("", "zh", grammar=True), languages=("zh",)), grammar=True)
    service = transcribing(grammar)
    events = await told(await service.open(Wanted(("zh-CN",))), spoken(0.5, 1, 1))
    assert [event.reason for event in events if isinstance(event, Nothing)] == ["other_language"]
    assert service.missing(Wanted(("zh-CN",))).remedy == "parley models pull sense-voice"


async def test_a_language_that_nobody_hears_is_refused_at_once() -> None:
    service = transcribing(FakeRecogniser(languages=("en",)))
    with pytest.raises(MissingLanguage):
        await service.open(Wanted(("fr-FR",)))
    with pytest.raises(Unsupported):
        await service.open(Wanted(tuple("abcdefghijk")))


async def test_words_to_expect_reach_the_engine_within_bounds() -> None:
    recogniser = FakeRecogniser("Kryzalys")
    wanted = Wanted(("en",), phrases=("Kryzalys", "x" * 900, *("y" for _ in range(900))))
    await told(await transcribing(recogniser).open(wanted), spoken(0.5, 1, 1))
    hints = recogniser.hints[0]
    assert hints.phrases[0] == "Kryzalys" and len(hints.phrases) == 500 and len(hints.phrases[1]) == 200
    assert hints.dictation and hints.language == "en"


async def test_more_sound_than_agreed_is_refused() -> None:
    transcript = await transcribing(FakeRecogniser(), bounds=Bounds(live=2.0)).open(EN)
    await transcript.feed(silence(2))
    with pytest.raises(TooLong):
        await transcript.feed(silence(0.1))
    transcript.close()


async def test_an_engine_that_fails_is_told_to_whoever_listens() -> None:
    broken = FakeRecogniser(Line("", error=EngineFailed("It crashed.")))
    transcript = await transcribing(broken).open(EN)
    with pytest.raises(EngineFailed):
        await told(transcript, spoken(0.5, 1, 2))
    assert broken.hearings[0].closed


class Slow(Inline):
    """Takes its time to make a final result, and notes what happens."""

    def __init__(self, recogniser: FakeRecogniser) -> None:
        super().__init__(recogniser.name, lambda: recogniser)
        self.go_on = asyncio.Event()

    async def keep(self, method: str, *arguments: object) -> Any:
        kept, go_on = await super().keep(method, *arguments), self.go_on

        class Kept:
            async def call(self, method: str, *arguments: object, timeout: float | None = None) -> object:
                if method == "finish":
                    await go_on.wait()
                return await kept.call(method, *arguments, timeout=timeout)

            def close(self) -> None:
                kept.close()

        return Kept()


async def test_a_phrase_that_is_still_being_heard_does_not_stop_the_next_from_being_noticed() -> None:
    recogniser = FakeRecogniser("one", "two")
    slow = Slow(recogniser)
    transcript = await transcribing(ear(recogniser, host=slow)).open(EN)
    events: list[Event] = []
    sound = spoken(0.5, 1, 1, 1, 1)
    for begin in range(0, len(sound), 1600):
        events += await transcript.feed(sound[begin : begin + 1600])
    assert [type(event) for event in events] == [Started, Stopped, Started, Stopped]
    slow.go_on.set()
    assert [phrase.text for phrase in phrases(await transcript.finish())] == ["one", "two"]
    transcript.close()


async def test_speech_that_nobody_hears_in_time_is_not_piled_up_for_ever() -> None:
    recogniser = FakeRecogniser(*map(str, range(100)))
    slow = Slow(recogniser)
    transcript = await transcribing(ear(recogniser, host=slow)).open(Wanted(partials=False))
    fed = 0.0

    async def feed() -> None:
        nonlocal fed
        for _ in range(600):
            await transcript.put(spoken(0.1, 0.4))
            fed += 0.5

    feeding = asyncio.create_task(feed())
    for _ in range(20_000):
        await asyncio.sleep(0)
    assert not feeding.done() and 60 < fed < 200
    slow.go_on.set()
    await feeding
    await transcript.finish()
    transcript.close()


class Taken(Inline):
    """Serves others for the first so many tries."""

    def __init__(self, recogniser: FakeRecogniser, tries: int) -> None:
        super().__init__(recogniser.name, lambda: recogniser)
        self.tries = tries

    async def keep(self, method: str, *arguments: object) -> Any:
        self.tries -= 1
        if self.tries >= 0:
            raise Busy("The engine serves as many people as it can.")
        return await super().keep(method, *arguments)


async def test_a_phrase_waits_a_while_for_an_engine_that_serves_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parley.speech.transcribing.transcript._BETWEEN", 0.0)
    monkeypatch.setattr("parley.speech.transcribing.transcript._TRIES", 5)
    recogniser = FakeRecogniser("patience")
    transcript = await transcribing(ear(recogniser, host=Taken(recogniser, 4))).open(EN)
    assert [phrase.text for phrase in phrases(await told(transcript, spoken(0.5, 1, 1)))] == ["patience"]
    transcript = await transcribing(ear(recogniser, host=Taken(recogniser, 99))).open(EN)
    with pytest.raises(Busy):
        await told(transcript, spoken(0.5, 1, 1))


async def test_whoever_gives_up_leaves_nothing_open() -> None:
    recogniser = FakeRecogniser("never told")
    slow = Slow(recogniser)
    transcript = await transcribing(ear(recogniser, host=slow)).open(EN)
    await transcript.feed(spoken(0.5, 1, 1))
    await asyncio.sleep(0)
    transcript.close()
    transcript.close()
    assert recogniser.hearings[0].closed
    for _ in range(5):
        await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("transcript")]


async def test_sound_is_taken_at_once_as_it_is_in_turn() -> None:
    sound = spoken(0.5, 1, 1, 0.5, 1)
    expected = await told(await transcribing(FakeRecogniser("one", "two")).open(EN), sound)
    transcript = await transcribing(FakeRecogniser("one", "two")).open(EN)
    for piece in np.array_split(sound, 30):
        assert transcript.ready
        transcript.put_now(piece)
    assert phrases(await transcript.finish()) == phrases(expected)
    assert not transcript.ready
    transcript.close()


async def test_sound_is_not_taken_at_once_where_it_would_have_to_wait() -> None:
    recogniser = FakeRecogniser(*map(str, range(1_000)))
    slow = Slow(recogniser)
    transcript = await transcribing(ear(recogniser, host=slow)).open(Wanted(partials=False))
    fed = 0.0
    while transcript.ready:
        transcript.put_now(spoken(0.1, 0.4))
        fed += 0.5
        assert fed < 200
    assert fed > 60
    transcript.close()
    assert not transcript.ready
    short = await transcribing(FakeRecogniser(), bounds=Bounds(live=3.0)).open(EN)
    assert short.ready
    short.put_now(silence(1.5))
    assert not short.ready, "who goes on beyond what was agreed is told so by ``put``"
    short.close()


async def test_what_goes_wrong_with_sound_that_is_taken_at_once_is_told_to_whoever_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise EngineFailed("It crashed.")

    monkeypatch.setattr(LoudnessVoiceActivity, "feed_all", broken)
    transcript = await transcribing(FakeRecogniser("one")).open(EN)
    transcript.put_now(spoken(0.5, 1))
    assert not transcript.ready
    with pytest.raises(EngineFailed):
        await transcript.more()
    transcript.close()


async def test_events_can_be_waited_for_while_somebody_else_feeds() -> None:
    transcript = await transcribing(FakeRecogniser("one")).open(EN)

    async def feed() -> None:
        for piece in np.array_split(spoken(0.5, 1, 1), 20):
            await transcript.put(piece)
        transcript.end()

    feeding = asyncio.create_task(feed())
    events: list[Event] = []
    while more := await transcript.more():
        events += more
    assert [type(event) for event in events] == [Started, Stopped, Final]
    await feeding
    transcript.close()


@given(
    parts=st.lists(st.floats(0.4, 3.0), min_size=1, max_size=7),
    chunk=st.sampled_from([160, 512, 1600, 7777, 48_000]),
)
def test_however_the_sound_is_cut_phrases_lie_in_it_in_order(parts: list[float], chunk: int) -> None:
    async def run() -> list[Event]:
        service = transcribing(FakeRecogniser(*(f"w{n}" for n in range(20))))
        return await told(await service.open(Wanted(partials=False)), spoken(0.5, *parts), chunk)

    found = phrases(asyncio.run(run()))
    total = 0.5 + sum(parts)
    places = [place for phrase in found for place in (phrase.start, phrase.end)]
    assert places == sorted(places) and all(0 <= place <= total + 1e-9 for place in places)
    assert [phrase.text for phrase in found] == [f"w{n}" for n in range(len(found))]
