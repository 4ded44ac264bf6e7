"""A talk on a speaker: who is heard, what falls silent, and what goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fakes.satellite import CALLED, Table
from parley.satellite import messages as m
from parley.satellite.talk import FOLLOW_UP, LONGEST, PATIENCE, WAIT, Phase


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


@pytest.fixture
def deaf_table(tmp_path: Path) -> Table:
    """Without echo cancellation."""
    return Table(tmp_path, barge_in=False)


def answered(table: Table, turn: int = 1, seconds: float = 1.0, *, follow_up: bool = False) -> None:
    table.hears(m.Listening(turn), m.WokenUp(turn), m.Thinking(turn), m.Said(turn, "It's noon.", "en"))
    table.says(turn, seconds)
    table.hears(m.Ended(turn, "answered", follow_up))


def test_after_the_wake_word_nothing_of_what_is_said_is_lost(table: Table) -> None:
    table.call()
    (listen,) = table.wire.taken()
    assert listen == m.Listen("open", m.Woke("okay_nabu", 0.9, -30.0))
    assert np.array_equal(table.wire.sound[0], CALLED.since)
    table.passes(0.1)
    assert sum(map(len, table.wire.sound[1:])) == 1_600


def test_before_the_wake_word_no_sound_leaves_the_device(table: Table) -> None:
    table.passes(5.0)
    assert table.wire.sound == [] and table.wire.sent == []


def test_question_answer_and_quiet_again(table: Table) -> None:
    table.call()
    answered(table, seconds=1.0)
    assert table.talk.phase is Phase.ANSWERING
    table.passes(0.9)
    assert table.talk.phase is Phase.ANSWERING
    table.wire.taken()
    table.passes(1.0)
    assert table.talk.phase is Phase.IDLE
    assert table.wire.taken() == [m.Deaf()]
    before = len(table.wire.sound)
    table.passes(1.0)
    assert len(table.wire.sound) == before


def test_another_device_was_meant_and_this_one_shows_and_plays_nothing(table: Table) -> None:
    table.call()
    table.hears(m.Ended(1, "elsewhere"))
    assert not table.passes(0.5).any()
    assert table.talk.phase is Phase.IDLE
    assert table.wire.taken()[-1] == m.Deaf()


def test_what_played_goes_on_where_it_was_when_another_device_was_meant(table: Table) -> None:
    table.says(1, 1.0)
    heard = table.passes(0.3)
    table.call()
    assert not table.passes(0.2).any()
    table.hears(m.Ended(2, "elsewhere"))
    rest = table.passes(1.0)
    assert abs(np.flatnonzero(heard)[-1] + np.flatnonzero(rest)[-1] + 2 - 24_000) < 600
    assert m.Interrupt() not in table.wire.taken()


def test_the_wake_word_silences_the_answer_at_once(table: Table) -> None:
    answered(table, seconds=5.0)
    assert table.passes(0.5).any()
    table.call()
    assert not table.passes(0.2)[240:].any()
    table.hears(m.Listening(2), m.Ended(1, "interrupted"))
    table.says(1, 1.0)  # what was under way on the network
    assert not table.passes(1.0).any()


def test_speaking_silences_the_answer_when_the_server_hears_it(table: Table) -> None:
    table.call()
    answered(table, seconds=5.0)
    table.passes(0.5)
    loud = int(np.abs(table.passes(0.1)).max())
    table.hears(m.Listening(2))
    soft = int(np.abs(table.passes(0.1)[600:]).max())
    assert soft < loud / 4  # at once, until it is known to be speech
    table.hears(m.Ended(1, "interrupted"))
    assert not table.passes(0.1).any()


def test_without_echo_cancellation_nothing_is_sent_while_it_answers(deaf_table: Table) -> None:
    deaf_table.call()
    assert deaf_table.wire.taken()[0] == m.Listen("wake", CALLED.woke)
    deaf_table.hears(m.Listening(1), m.Thinking(1))
    assert deaf_table.wire.taken() == [m.Deaf()]
    before = len(deaf_table.wire.sound)
    deaf_table.says(1, 1.0)
    deaf_table.passes(0.5)
    assert len(deaf_table.wire.sound) == before


@pytest.mark.parametrize("barge_in", [True, False])
def test_a_question_is_answered_without_the_wake_word(tmp_path: Path, barge_in: bool) -> None:
    table = Table(tmp_path, barge_in=barge_in)
    table.call()
    answered(table, seconds=0.5, follow_up=True)
    table.wire.taken()
    table.passes(0.6)
    assert table.talk.phase is Phase.LISTENING
    assert table.wire.taken() == ([] if barge_in else [m.Listen("open")])
    before = len(table.wire.sound)
    table.passes(1.0)
    assert len(table.wire.sound) > before
    table.passes(FOLLOW_UP)
    assert table.talk.phase is Phase.IDLE  # nobody answered
    assert table.wire.taken() == [m.Deaf()]


def test_who_called_and_says_nothing_is_not_listened_to_for_ever(table: Table) -> None:
    table.call()
    table.passes(WAIT - 0.5)
    assert table.talk.phase is Phase.LISTENING
    table.passes(1.0)
    assert table.talk.phase is Phase.IDLE and table.wire.taken()[-1] == m.Deaf()


@pytest.mark.parametrize(("message", "longest"), [(m.Listening(1), LONGEST), (m.Thinking(1), PATIENCE)])
def test_a_server_that_says_nothing_more_is_given_up(
    table: Table, message: m.FromServer, longest: float
) -> None:
    table.call()
    table.hears(message)
    table.passes(longest + 0.1)
    assert table.talk.phase is Phase.IDLE


def test_enter_talks_enter_ends_it_and_enter_stops_the_answer(table: Table) -> None:
    assert table.talk.press()
    table.passes(1.0)
    assert table.talk.press()
    assert table.wire.taken() == [m.Listen("press"), m.Release()]
    assert table.talk.phase is Phase.THINKING
    answered(table, seconds=5.0)
    table.passes(0.5)
    assert table.talk.press()
    assert table.wire.taken() == [m.Interrupt()]
    assert not table.passes(0.2).any() and table.talk.phase is Phase.IDLE


def test_a_volume_is_set_before_it_is_confirmed_and_survives_a_restart(table: Table, tmp_path: Path) -> None:
    table.says(1, 1.0)
    table.passes(0.1)
    loud = int(np.abs(table.passes(0.1)).max())
    table.hears(m.Did(1, "volume", {"level": 20}))
    assert int(np.abs(table.passes(0.2)[1_200:]).max()) < loud / 4
    assert Table(tmp_path).talk.deeds.volume.level == 20


def test_what_rings_is_answered_and_rings_once(table: Table) -> None:
    rings = m.Did(1, "timer_rang", {"id": "t", "occurrence": "timers:t:1000"})
    table.hears(rings)
    table.says(1, 0.5)
    assert table.passes(0.2).any()
    table.passes(1.0)
    table.hears(m.Ended(1, "answered"))
    again = m.Did(2, "timer_rang", {"id": "t", "occurrence": "timers:t:1000"})
    table.hears(again)
    table.says(2, 0.5)
    assert not table.passes(0.5).any()
    assert table.bells.rang == [("timer_rang", "timers:t:1000")]
    assert table.wire.taken() == [m.Rang("timers:t:1000"), m.Rang("timers:t:1000")]


def test_stop_ends_the_bell(table: Table) -> None:
    table.hears(m.Did(1, "stop", {}))
    assert table.bells.stopped == 1


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_hanging(table: Table) -> None:
    table.call()
    table.hears(m.Listening(7), m.Thinking(7))
    table.says(7, 0.5)
    table.wire.ready = False
    table.talk.end()
    assert table.passes(0.4).any()  # what has arrived is said
    table.passes(1.0)
    assert table.talk.phase is Phase.IDLE
    table.wire.ready = True
    table.talk.begin()
    table.call()
    answered(table, turn=1, seconds=0.5)  # a lower number than before
    assert table.passes(0.3).any()


def test_without_a_server_calling_says_so(table: Table) -> None:
    table.wire.ready = False
    assert not table.talk.call(CALLED) and not table.talk.press()


def test_the_microphone_turned_off_drops_what_is_being_said(table: Table) -> None:
    table.call()
    table.talk.give_up()
    assert table.wire.taken()[-1] == m.Deaf() and table.talk.phase is Phase.IDLE


def test_what_is_said_is_shown(table: Table) -> None:
    table.hears(m.Heard(1, "几点了", "zh", True), m.Said(1, "现在九点。", "zh"))
    assert table.told == ["  几点了", "→ 现在九点。"]
