"""Several devices hear one wake word: one answers, the others stay silent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.recogniser import FakeRecogniser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import LOUD, FakeWakeEngine, word
from parley.assistant.arbitration import HOME_TURF, SAME_WORD, WINDOW, Arbitration, Entrant
from parley.assistant.conversation import Conversation, Ears
from parley.assistant.events import EndReason, Event, Listening, Mode, Said, Speech, TurnEnded, Woke
from parley.assistant.waking import SILENT, Bid, Loudness, loudness
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples

KITCHEN = Entrant("a", "kitchen", "anna")
STUDY = Entrant("b", "study", "anna")
WORD = "okay_nabu"


def heard(level: float) -> Samples:
    """The wake word, with noise of a level (dB) before it."""
    samples = np.random.default_rng(7).normal(0, 32_768 * 10 ** (level / 20), SPEECH_RATE // 2)
    samples = np.clip(samples, -LOUD + 1, LOUD - 1).astype(np.int16)
    samples[-1] = LOUD
    return samples


@dataclass
class Place:
    """A device, and what happened on it."""

    conversation: Conversation
    diary: Diary

    @property
    def ends(self) -> list[EndReason]:
        return [each.reason for each in self.diary.of(TurnEnded)]

    def first(self, kind: type[Event]) -> float:
        """When it first happened."""
        return next(at for at, event in self.diary.events if isinstance(event, kind))


@asynccontextmanager
async def house(
    folder: Path, *places: str, recogniser: FakeRecogniser | None = None, waiting: bool = True
) -> AsyncIterator[dict[str, Place]]:
    """Devices of one person, which wait for the wake word."""
    ears = Ears(
        LoudnessVoiceActivity,
        EndpointSettings(),
        follow_up=4.0,
        wake=FakeWakeEngine(),
        words={WORD: ""},
    )
    async with AsyncExitStack() as stack:
        hears = recogniser or FakeRecogniser(*["what time is it"] * 10)
        assistant = await stack.enter_async_context(open_assistant(folder, recogniser=hears, ears=ears))
        there: dict[str, Place] = {}
        for place in places:
            conversation = await stack.enter_async_context(assistant.open(place, person="owner"))
            diary = Diary(conversation)
            keeping = asyncio.create_task(diary.keep())
            stack.callback(keeping.cancel)
            if waiting:
                conversation.listen(Mode.WAKE)
            there[place] = Place(conversation, diary)
        yield there


async def everywhere(there: dict[str, Place], samples: Samples) -> None:
    """The same sound reaches every device."""
    await asyncio.gather(*(say(place.conversation, samples) for place in there.values()))


async def ask(there: dict[str, Place]) -> None:
    await everywhere(there, speech(1.0))
    await everywhere(there, silence(1.0))
    await asyncio.sleep(10)


async def test_the_device_that_heard_it_louder_answers_and_the_other_makes_no_sound(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what time is it", "what time is it")
    async with house(tmp_path, "far", "near", recogniser=recogniser) as there:
        await asyncio.gather(
            say(there["far"].conversation, heard(-40)), say(there["near"].conversation, heard(-25))
        )
        await ask(there)
    near, far = there["near"], there["far"]
    assert near.diary.order()[:2] == ["Listening(1)", "Woke(1)"]
    assert near.ends == [EndReason.ANSWERED] and near.diary.of(Speech)
    assert far.diary.order() == ["TurnEnded(1)"] and far.ends == [EndReason.ELSEWHERE]
    assert len(recogniser.hearings) == 1


async def test_the_loser_waits_for_its_wake_word_again(tmp_path: Path) -> None:
    async with house(tmp_path, "far", "near") as there:
        await asyncio.gather(
            say(there["far"].conversation, heard(-40)), say(there["near"].conversation, heard(-25))
        )
        await ask(there)
        await say(there["far"].conversation, heard(-40))  # only this one hears it now
        await say(there["far"].conversation, speech(1.0))
        await say(there["far"].conversation, silence(1.0))
        await asyncio.sleep(10)
    assert there["far"].ends == [EndReason.ELSEWHERE, EndReason.ANSWERED]


async def test_no_syllable_is_lost_while_it_is_decided(tmp_path: Path) -> None:
    """Who speaks on without a pause is heard from the first sample after the wake word."""
    recogniser = FakeRecogniser("what time is it", "what time is it")
    spoken = np.concatenate((word(), speech(1.0), silence(1.0)))
    async with house(tmp_path, "near", "absent", recogniser=recogniser) as there:
        await say(there["near"].conversation, spoken)
        await asyncio.sleep(10)
    alone = FakeRecogniser("what time is it")
    async with house(tmp_path / "alone", "near", recogniser=alone) as one:
        await say(one["near"].conversation, spoken)
        await asyncio.sleep(10)
    assert there["near"].ends == one["near"].ends == [EndReason.ANSWERED]
    assert recogniser.hearings[0].samples == alone.hearings[0].samples > SPEECH_RATE


async def test_what_is_shown_waits_for_the_decision_unless_nobody_else_could_have_heard(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, "near", "absent") as there:
        began = asyncio.get_running_loop().time()
        await say(there["near"].conversation, word(0.02), step=0.02)
        await ask({"near": there["near"]})
    assert WINDOW - 0.001 <= there["near"].first(Listening) - began <= 0.25
    async with house(tmp_path / "alone", "near") as one:
        began = asyncio.get_running_loop().time()
        await say(one["near"].conversation, word(0.02), step=0.02)
        await ask(one)
    assert one["near"].first(Woke) - began <= 0.021


async def test_an_answer_is_cut_off_only_by_a_wake_word_that_was_meant_for_it(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what can you do", "what time is it")
    async with house(tmp_path, "near", "far", recogniser=recogniser) as there:
        near, far = there["near"], there["far"]
        await say(far.conversation, word())
        await say(far.conversation, speech(1.0))
        await say(far.conversation, silence(1.0))
        await far.diary.until(lambda event: isinstance(event, Speech))
        await asyncio.gather(say(near.conversation, heard(-10)), say(far.conversation, heard(-40)))
        await say(near.conversation, speech(1.0))
        await say(near.conversation, silence(1.0))
        await asyncio.sleep(60)
    assert near.ends == [EndReason.ANSWERED]
    assert sorted(far.ends) == [EndReason.ANSWERED, EndReason.ELSEWHERE]


async def test_a_device_that_hears_its_own_wake_word_competes_too(tmp_path: Path) -> None:
    async with house(tmp_path, "near", "far", waiting=False) as there:
        near, far = there["near"], there["far"]
        for place in (near, far):  # they are not known to hear wake words before they did
            place.conversation.listen(Mode.OPEN, woke=Bid(WORD))
            await asyncio.sleep(30)
        far.conversation.listen(Mode.OPEN, woke=Bid("Okay Nabu", 0.9, -50))
        await asyncio.sleep(0.1)
        near.conversation.listen(Mode.PRESS, woke=Bid(WORD, 0.8, -20))
        await ask(there)
        await near.conversation.release()
        await asyncio.sleep(10)
    assert far.ends == [EndReason.NOTHING_HEARD, EndReason.ELSEWHERE]
    assert near.ends == [EndReason.NOTHING_HEARD, EndReason.ANSWERED]


async def test_who_lost_is_deaf_where_parley_does_not_listen_for_the_wake_word(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what time is it")
    async with house(tmp_path, "near", "far", waiting=False, recogniser=recogniser) as there:
        there["near"].conversation.listen(Mode.OPEN, woke=Bid(WORD, 1, -20))
        there["far"].conversation.listen(Mode.OPEN, woke=Bid(WORD, 1, -20))
        await ask({"far": there["far"]})
    assert there["far"].diary.order() == ["TurnEnded(1)"]
    assert not recogniser.hearings


async def test_a_button_let_go_before_it_is_decided_is_heard_all_the_same(tmp_path: Path) -> None:
    async with house(tmp_path, "near", "absent") as there:
        near = there["near"].conversation
        near.listen(Mode.PRESS, woke=Bid(WORD))
        near.push(speech(1.0))  # a device that sends what it recorded all at once
        await near.release()
        assert not there["near"].diary.events
        await asyncio.sleep(10)
    assert there["near"].ends == [EndReason.ANSWERED]


async def test_who_leaves_while_it_is_decided_leaves_the_word_to_the_other(tmp_path: Path) -> None:
    async with house(tmp_path, "near", "far") as there:
        near, far = there["near"].conversation, there["far"].conversation
        near.push(heard(-10))
        await near.__aexit__()
        far.push(heard(-50))
        await asyncio.sleep(0.01)
        assert there["far"].diary.order() == ["Listening(1)", "Woke(1)"]


async def test_the_wake_word_said_twice_leaves_no_turn_behind(tmp_path: Path) -> None:
    async with house(tmp_path, "near") as there:
        await say(there["near"].conversation, word())
        await say(there["near"].conversation, word())
        await ask(there)
    assert there["near"].ends == [EndReason.INTERRUPTED, EndReason.ANSWERED]


async def test_the_wake_word_said_again_nearer_to_another_device_moves_there(tmp_path: Path) -> None:
    async with house(tmp_path, "near", "far") as there:
        await say(there["far"].conversation, word())
        await asyncio.sleep(SAME_WORD)
        await asyncio.gather(
            say(there["far"].conversation, heard(-40)), say(there["near"].conversation, heard(-20))
        )
        await ask(there)
    assert there["far"].ends == [EndReason.ELSEWHERE]
    assert there["near"].ends == [EndReason.ANSWERED]


async def test_in_a_hundred_of_a_hundred_runs_exactly_one_of_two_answers(tmp_path: Path) -> None:
    """The network holds each device's sound up by 0 to 150 ms; loudness differs by a few noisy decibels."""
    chance = random.Random(5)
    async with house(tmp_path, "near", "far", recogniser=FakeRecogniser(*["good morning"] * 400)) as there:
        for _ in range(100):
            await asyncio.gather(
                _one_device(there["near"], chance.uniform(0, 0.15), -28 + chance.gauss(0, 3)),
                _one_device(there["far"], chance.uniform(0, 0.15), -31 + chance.gauss(0, 3)),
            )
            await asyncio.sleep(30)
    rounds = list(zip(there["near"].ends, there["far"].ends, strict=True))
    assert len(rounds) == 100
    assert all(set(each) == {EndReason.ANSWERED, EndReason.ELSEWHERE} for each in rounds)
    wins = sum(near is EndReason.ANSWERED for near, _ in rounds)
    assert 60 < wins < 100  # who hears better answers most of the time, but noise is noise
    for place in there.values():
        spoken = {event.turn for event in place.diary.of(Said)}
        ended = {event.turn for event in place.diary.of(TurnEnded) if event.reason is EndReason.ELSEWHERE}
        assert not spoken & ended


async def _one_device(place: Place, late: float, level: float) -> None:
    await asyncio.sleep(late)
    await say(place.conversation, heard(level))
    await say(place.conversation, speech(0.5))
    await say(place.conversation, silence(1.0))


# Who competes, and who wins: the rules by themselves.


async def decided(arbitration: Arbitration, *bids: tuple[Entrant, Bid]) -> list[Entrant]:
    """Who answers when these bid at once."""
    for entrant, _ in bids:
        arbitration.waits(entrant)
    claims = [arbitration.claim(entrant, bid) for entrant, bid in bids]
    return [each.entrant for each in claims if await each.won]


@pytest.mark.parametrize(
    ("kitchen", "study", "wins"),
    [
        (Bid(WORD, 0.5, -20), Bid(WORD, 1.0, -30), KITCHEN),
        (Bid(WORD, 0.9, -30.3), Bid(WORD, 0.8, -29.8), KITCHEN),
        (Bid(WORD, 0.9, -30.3), Bid(WORD, 0.9, -29.8), STUDY),
        (Bid(WORD, 0.9, -30), Bid(WORD, 0.9, -30), STUDY),
        (Bid(WORD, 0.9, float("inf")), Bid(WORD, 0.9, -30), KITCHEN),
        (Bid(WORD, 0.9, float("-inf")), Bid(WORD, 0.9, -90), STUDY),
    ],
    ids=["loudness first", "then certainty", "then loudness exactly", "then the id", "absurd", "silent"],
)
async def test_who_wins(kitchen: Bid, study: Bid, wins: Entrant) -> None:
    assert await decided(Arbitration(), (KITCHEN, kitchen), (STUDY, study)) == [wins]
    assert await decided(Arbitration(), (STUDY, study), (KITCHEN, kitchen)) == [wins]


async def test_who_is_in_a_conversation_or_where_somebody_spoke_last_needs_a_little_less() -> None:
    engaged = Entrant("a", "kitchen", "anna", engaged=True)
    a_little = Bid(WORD, 1, -30 - HOME_TURF + 1)
    assert await decided(Arbitration(), (engaged, a_little), (STUDY, Bid(WORD, 1, -30))) == [engaged]
    much = Bid(WORD, 1, -30 - HOME_TURF - 1)
    assert await decided(Arbitration(), (engaged, much), (STUDY, Bid(WORD, 1, -30))) == [STUDY]
    roomy = Entrant("a", "kitchen", "anna", room="Kitchen")
    arbitration = Arbitration()
    arbitration.spoke("anna", "Kitchen")
    assert await decided(arbitration, (roomy, a_little), (STUDY, Bid(WORD, 1, -30))) == [roomy]
    await asyncio.sleep(600)
    assert await decided(arbitration, (roomy, a_little), (STUDY, Bid(WORD, 1, -30))) == [STUDY]


async def test_a_late_bid_loses_however_loud_until_the_word_may_have_been_said_again() -> None:
    arbitration = Arbitration()
    assert await decided(arbitration, (KITCHEN, Bid(WORD, 1, -50))) == [KITCHEN]
    await asyncio.sleep(0.5)
    late = arbitration.claim(STUDY, Bid(WORD, 1, -5))
    assert late.won.done() and not late.won.result()
    again = arbitration.claim(KITCHEN, Bid(WORD, 1, -50))  # some firmware says it twice
    assert again.won.result()
    await asyncio.sleep(SAME_WORD)
    assert await decided(arbitration, (STUDY, Bid(WORD, 1, -5))) == [STUDY]


async def test_another_word_is_another_matter() -> None:
    arbitration = Arbitration()
    wins = await decided(arbitration, (KITCHEN, Bid(WORD)), (STUDY, Bid("hey_jarvis")))
    assert wins == [KITCHEN, STUDY]
    assert len(await decided(Arbitration(), (KITCHEN, Bid("okay nabu")), (STUDY, Bid("Okay_Nabu")))) == 1


@pytest.mark.parametrize(
    ("one", "other", "compete"),
    [
        (Entrant("a", "x", "anna"), Entrant("b", "y", "anna"), True),
        (Entrant("a", "x", "anna"), Entrant("b", "y", "ben"), False),
        (Entrant("a", "x", "anna", room="Hall"), Entrant("b", "y", "ben", room="Bath"), True),
        (Entrant("a", "x", "anna", room="Hall"), Entrant("b", "y", "ben"), False),
        (Entrant("a", "x", "anna", room="Hall"), Entrant("b", "y", "v", guest=True, room="Hall"), False),
        (Entrant("a", "x", "v", guest=True), Entrant("b", "y", "v", guest=True), True),
        (Entrant("a", "x", "anna"), Entrant("b", "x", "anna"), True),
    ],
    ids=["one person's", "two phones", "in one house", "a phone", "a visitor", "visitor's own", "two tabs"],
)
async def test_who_competes(one: Entrant, other: Entrant, compete: bool) -> None:
    wins = await decided(Arbitration(), (one, Bid(WORD)), (other, Bid(WORD)))
    assert len(wins) == (1 if compete else 2)


async def test_the_decision_comes_at_once_when_all_have_bid_and_else_within_a_quarter_second() -> None:
    loop = asyncio.get_running_loop()
    three = (KITCHEN, STUDY, Entrant("c", "hall", "anna"))
    for absent in (0, 1):
        arbitration = Arbitration()
        for entrant in three:
            arbitration.waits(entrant)
        began = loop.time()
        claims = [arbitration.claim(each, Bid(WORD)) for each in three[: 3 - absent]]
        assert sum([await each.won for each in claims]) == 1
        assert (loop.time() - began == 0) == (not absent)
        assert loop.time() - began <= 0.25


async def test_a_board_that_connects_to_talk_is_waited_for_after_it_did_once() -> None:
    arbitration = Arbitration()
    assert arbitration.claim(KITCHEN, Bid(WORD), itself=True).won.done()
    await asyncio.sleep(5)
    assert await arbitration.claim(STUDY, Bid(WORD), itself=True).won
    await asyncio.sleep(5)
    assert not arbitration.claim(KITCHEN, Bid(WORD, 1, -40), itself=True).won.done()
    late = arbitration.claim(Entrant("other id", "study", "anna"), Bid(WORD, 1, -20), itself=True)
    assert await late.won
    await asyncio.sleep(2 * 86_400)
    assert arbitration.claim(KITCHEN, Bid(WORD), itself=True).won.done()


@pytest.mark.parametrize("size", [1, 160, 320, 16_000, 100_000])
def test_loudness_is_the_level_of_the_last_second_however_it_comes(size: int) -> None:
    loud = np.full(SPEECH_RATE, 3_277, np.int16)
    samples = np.concatenate((np.zeros(2 * SPEECH_RATE, np.int16), loud))
    heard = Loudness()
    for begin in range(0, len(samples), size):
        heard.feed(samples[begin : begin + size])
    assert heard.level == pytest.approx(-20, abs=0.01)
    assert loudness(np.zeros(100, np.int16)) == loudness(np.zeros(0, np.int16)) == SILENT
