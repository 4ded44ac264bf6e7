"""Talking to a board: the order of messages in every way of listening, and what it plays when."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from fakes.assistant import Script, tone
from fakes.board import FakeBoard, spoken
from gateways.xiaozhi.conftest import House
from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Failed,
    Heard,
    Listening,
    Said,
    Speech,
    Thinking,
    TurnEnded,
)
from parley.assistant.live import Facts
from parley.skills.types import Action

ANSWER = [
    "stt what time is it",
    "tts start",
    "llm happy",
    "tts sentence_start You said: what time is it",
    "sound",
    "tts stop",
]


def answer(turn: int, *sentences: str, seconds: float = 0.4, end: bool = True) -> list[Event]:
    """The events of an answer whose sound is there at once."""
    events: list[Event] = []
    for sentence in sentences:
        events.append(Said(turn, sentence, "en"))
        events += [Speech(turn, pcm) for pcm in tone(seconds, 24_000)]
    return [*events, TurnEnded(turn, EndReason.ANSWERED)] if end else events


def asked(turn: int) -> list[Event]:
    return [Listening(turn), Heard(turn, "what time is it", "en", True), Thinking(turn)]


async def test_press_to_talk(house: House) -> None:
    async with house.talk("manual") as talk:
        await talk.board.listen()
        await talk.board.send(spoken(1.14))
        await talk.board.release()
        await asyncio.sleep(3)
        assert talk.board.words() == ANSWER
        assert talk.conversation.calls == ["listen press", "release"]
        assert talk.conversation.samples == 19 * 960, "also the last, before the button was let go"
        assert talk.board.state == "idle"


async def test_hands_free_a_board_listens_again_after_the_answer(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "It is eight."))
        await asyncio.sleep(2)
        assert talk.board.words() == [
            "stt what time is it",
            "tts start",
            "llm neutral",
            "tts sentence_start It is eight.",
            "sound",
            "tts stop",
        ]
        assert talk.board.state == "listening"
        assert talk.conversation.calls == ["listen open", "listen open"]


async def test_while_we_speak_a_board_without_echo_cancelling_hears_only_that(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.board.send(spoken(0.6))
        heard = talk.conversation.samples
        assert heard > 0
        await talk.happen(*asked(1), *answer(1, "It is eight.", seconds=2.0))
        await talk.board.send(spoken(0.6))
        assert talk.conversation.samples == heard
        await asyncio.sleep(3)
        await talk.board.send(spoken(0.6))
        assert talk.conversation.samples == 2 * heard


async def test_a_board_with_echo_cancelling_is_interrupted_by_speaking(house: House) -> None:
    async with house.talk("realtime") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "A long story.", seconds=20, end=False))
        await asyncio.sleep(1)
        before = talk.conversation.samples
        await talk.board.send(spoken(0.3))
        assert talk.conversation.samples > before
        packets = len(talk.board.played)
        await talk.barge_in(1)
        assert talk.board.words()[-1] == "tts stop"
        assert talk.board.state == "listening"
        await talk.happen(Heard(2, "stop it", "en", True), *answer(2, "As you like."))
        await asyncio.sleep(2)
        assert talk.board.words()[:2] == ["stt stop it", "tts start"]
        assert len(talk.board.played) - packets < 10
        assert talk.conversation.calls == ["listen open"]


async def test_a_cough_interrupts_and_the_rest_of_the_answer_follows(house: House) -> None:
    async with house.talk("realtime") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "One.", "Two.", seconds=3, end=False))
        await talk.barge_in(1)
        assert talk.board.out_of_state == 0
        talk.board.words()
        await talk.happen(Said(2, "Two.", "en"), *[Speech(2, pcm) for pcm in tone(0.3, 24_000)])
        await talk.happen(TurnEnded(2, EndReason.RESUMED))
        await asyncio.sleep(2)
        assert talk.board.words() == [
            "tts start",
            "llm neutral",
            "tts sentence_start Two.",
            "sound",
            "tts stop",
        ]


async def test_a_board_that_leaves_the_echo_to_us_is_not_interrupted_by_it(house: House) -> None:
    async with house.talk("realtime", {"aec": True}) as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "It is eight.", seconds=2.0))
        await talk.board.send(spoken(0.6))
        assert talk.conversation.samples == 0
        await asyncio.sleep(3)
        assert talk.board.state == "listening"
        await talk.board.send(spoken(0.6))
        assert talk.conversation.samples > 0
        # It sends on without saying so: what was heard before our answer is forgotten all the same.
        assert talk.conversation.calls == ["listen open", "listen open"]


@pytest.mark.parametrize("reason", ["wake_word_detected", None])
async def test_the_button_silences_at_once_and_nothing_old_follows(house: House, reason: str | None) -> None:
    house.script = Script(seconds=30, pace=0.1)
    async with house.talk("manual") as talk:
        await talk.board.listen()
        await talk.board.release()
        await asyncio.sleep(2)
        talk.board.words()
        await talk.board.say(type="abort", **({"reason": reason} if reason else {}))
        assert talk.board.words() == ["tts stop"]
        await asyncio.sleep(5)
        assert talk.board.words() == []
        assert talk.board.out_of_state == 0


async def test_what_was_on_its_way_when_the_button_was_pressed_is_not_heard(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "One.", seconds=9, end=False))
        await talk.board.say(type="abort")
        talk.board.words()
        await talk.happen(*answer(1, "Two."))  # as if it had been waiting to be sent
        await asyncio.sleep(12)
        assert talk.board.words() == []


async def test_a_wake_word_while_listening_begins_anew(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.board.send(spoken(0.3))
        await talk.board.say(type="abort", reason="wake_word_detected")
        await talk.board.listen()
        await talk.happen(*asked(3), *answer(3, "Yes?"))
        await asyncio.sleep(2)
        assert talk.board.words()[:2] == ["stt what time is it", "tts start"]


async def test_a_wake_word_while_we_speak_begins_anew(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "A long story.", seconds=9, end=False))
        talk.board.state = "listening"  # the firmware does not wait for the stop
        await talk.board.say(type="abort", reason="wake_word_detected")
        await talk.board.listen()
        await talk.happen(TurnEnded(1, EndReason.INTERRUPTED), *asked(2), *answer(2, "Yes?"))
        await asyncio.sleep(2)
        words = talk.board.words()
        assert words[words.index("tts stop") + 1 :] == [
            "stt what time is it",
            "tts start",
            "llm neutral",
            "tts sentence_start Yes?",
            "sound",
            "tts stop",
        ]
        assert talk.board.out_of_state == 0


async def test_sentences_one_after_the_other_are_one_answer(house: House) -> None:
    async with house.talk("manual") as talk:
        await talk.happen(*asked(1), *answer(1, "One.", end=False))
        await asyncio.sleep(5)  # the next takes its time
        await talk.happen(*answer(1, "Two.", "Three."))
        await asyncio.sleep(5)
        assert [each for each in talk.board.words() if each.startswith("tts")] == [
            "tts start",
            "tts sentence_start One.",
            "tts sentence_start Two.",
            "tts sentence_start Three.",
            "tts stop",
        ]


async def test_an_announcement_right_after_an_answer_is_not_cut_off(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "It is eight."))
        await talk.happen(*answer(2, "Your tea is ready."))
        await asyncio.sleep(4)
        assert talk.board.words() == [
            "stt what time is it",
            "tts start",
            "llm neutral",
            "tts sentence_start It is eight.",
            "sound",
            "tts sentence_start Your tea is ready.",
            "sound",
            "tts stop",
        ]


async def test_an_alarm_is_shown_and_said_and_rings_for_a_minute(house: House) -> None:
    async with house.talk("auto", language="zh") as talk:
        talk.conversation.unasked("该起床了。", Action("alarm_rang", {"name": "起床"}), language="zh")
        await asyncio.sleep(64)
        assert talk.board.words()[:6] == [
            "alert happy 起床",
            "tts start",
            "llm neutral",
            "tts sentence_start 该起床了。",
            "sound",
            "tts stop",
        ]
        assert talk.board.messages[1]["status"] == "闹钟"
        assert talk.board.at[-1] - talk.board.at[0] == pytest.approx(60, abs=1)
        assert talk.board.out_of_state == talk.board.overflowed == 0
        heard = np.abs(talk.board.heard().astype(float))
        assert heard[-40_000:].max() > 2 * heard[5_000:30_000].max(), "it begins softly"


async def test_the_button_silences_what_rings(house: House) -> None:
    async with house.talk("auto") as talk:
        talk.conversation.unasked("Your tea.", Action("timer_rang", {"name": "tea"}))
        await asyncio.sleep(10)
        talk.board.words()
        await talk.board.say(type="abort")
        await asyncio.sleep(5)
        assert talk.board.words() == ["tts stop"]
        assert talk.board.out_of_state == 0


async def test_who_speaks_silences_what_rings(house: House) -> None:
    async with house.talk("realtime") as talk:
        await talk.board.listen()
        await talk.happen(Did(2, Action("timer_rang")), *answer(2, "Your tea."))
        await asyncio.sleep(5)
        talk.board.words()
        await talk.happen(Listening(3))
        assert talk.board.words() == ["tts stop"]
        await talk.happen(Heard(3, "stop", "en", True), TurnEnded(3, EndReason.ANSWERED))
        await asyncio.sleep(5)
        assert talk.board.words() == ["stt stop", "tts start", "tts stop"]


async def test_a_second_alarm_is_said_over_the_first_and_rings_too(house: House) -> None:
    async with house.talk("auto") as talk:
        for turn, words in enumerate(("Your tea.", "Your eggs."), 2):
            await talk.happen(Did(turn, Action("timer_rang")), *answer(turn, words))
            await asyncio.sleep(5)
        assert talk.board.words() == [
            "alert happy Timer",
            "tts start",
            "llm neutral",
            "tts sentence_start Your tea.",
            "sound",
            "alert happy Timer",
            "sound",
            "tts sentence_start Your eggs.",
            "sound",
        ]
        assert talk.board.state == "speaking"


async def test_a_reminder_is_said_and_does_not_ring(house: House) -> None:
    async with house.talk("auto") as talk:
        talk.conversation.unasked("Water the flowers.", Action("reminder_rang", {"name": "Water"}))
        await asyncio.sleep(3)
        assert talk.board.words()[-1] == "tts stop"


async def test_a_question_is_followed_by_listening(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        told = answer(1, "For how long?")
        await talk.happen(*asked(1), *told[:-1], TurnEnded(1, EndReason.ANSWERED, follow_up=True))
        await asyncio.sleep(2)
        assert talk.board.state == "listening"


async def test_no_words_no_answer(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(Listening(1), TurnEnded(1, EndReason.NOTHING_HEARD))
        await asyncio.sleep(1)
        assert talk.board.words() == []
        assert talk.board.state == "listening"


async def test_an_answer_without_a_word_lets_the_board_listen_at_once(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), TurnEnded(1, EndReason.ANSWERED))
        assert talk.board.words() == ["stt what time is it", "tts start", "tts stop"]


async def test_what_went_wrong_is_said(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        sorry = [Said(1, "Sorry.", "en", "sad"), *[Speech(1, pcm) for pcm in tone(0.2)]]
        await talk.happen(*asked(1), Failed(1, "failed"), *sorry, TurnEnded(1, EndReason.FAILED))
        await asyncio.sleep(2)
        assert talk.board.words()[2:] == [
            "llm sad",
            "tts sentence_start Sorry.",
            "sound",
            "tts stop",
        ]


async def test_whoever_goes_on_speaking_is_not_talked_over(house: House) -> None:
    async with house.talk("realtime") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1))
        await talk.happen(Listening(2), Said(1, "It is done.", "en"), TurnEnded(1, EndReason.INTERRUPTED))
        assert talk.board.words() == ["stt what time is it", "tts start", "tts stop"]


async def test_another_device_answers_and_this_one_goes_quietly(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(TurnEnded(1, EndReason.ELSEWHERE))
        await talk.running
        assert talk.board.words() == []
        assert talk.board.closed


async def test_goodbye_ends_the_talk_when_it_was_said(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        told = answer(1, "Bye.")
        await talk.happen(*asked(1), *told[:-1], TurnEnded(1, EndReason.ANSWERED, intent="talk.bye"))
        assert not talk.board.closed
        await talk.running
        assert talk.board.closed
        assert talk.board.words()[-1] == "tts stop"


async def test_a_board_that_is_told_to_restart_says_so_first(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.happen(Did(1, Action("restart")), *answer(1, "Restarting."))
        await asyncio.sleep(2)
        assert talk.board.words()[-2:] == ["tts stop", "system reboot"]


async def test_music_plays_for_minutes(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "Here is some music.", end=False))

        async def play() -> None:
            for _ in range(3 * 60 * 10):
                await talk.happen(Speech(1, tone(0.1, 24_000)[0]))
                await asyncio.sleep(0.1)

        await play()
        assert not talk.board.closed
        assert len(talk.board.played) > 3_000
        assert talk.board.overflowed == talk.board.out_of_state == 0
        await talk.happen(TurnEnded(1, EndReason.ANSWERED))
        await asyncio.sleep(2)
        assert talk.board.words()[-1] == "tts stop"


async def test_nobody_speaks_and_the_talk_is_over(house: House) -> None:
    async with house.talk("auto", silence=60.0) as talk:
        await talk.board.listen()
        await talk.board.send(spoken(54), pace=0.06)
        assert not talk.board.closed
        await talk.happen(*asked(1), *answer(1, "It is eight."))
        silence = asyncio.create_task(talk.board.send(spoken(90, loud=1)))
        await asyncio.sleep(58)
        assert not talk.board.closed
        await asyncio.sleep(15)
        assert talk.board.closed
        silence.cancel()


async def test_a_board_that_waits_for_its_button_may_be_silent_and_gets_a_sign_of_life(house: House) -> None:
    async with house.talk("manual") as talk:
        await asyncio.sleep(3_600)
        assert not talk.board.closed
        words = talk.board.words()
        assert set(words) == {"llm neutral"}
        assert 3_600 / len(words) < 120


async def test_a_board_that_should_send_and_does_not_is_gone(house: House) -> None:
    async with house.talk("manual", silence=0.0) as talk:
        await talk.board.listen()
        await asyncio.sleep(110)
        assert not talk.board.closed
        await asyncio.sleep(20)
        assert talk.board.closed


async def test_the_conversation_is_the_device_s_own_and_says_what_it_is(house: House) -> None:
    async with house.talk("auto", model="bread-compact-wifi") as talk:
        assert talk.assistant.opened == [("kitchen", "kitchen-board")]
        assert talk.assistant.people == [("anna", False)]
        assert talk.assistant.rang == [None]
        assert talk.assistant.facts == [Facts("xiaozhi", "websocket", "bread-compact-wifi", "2.0.1")]
        assert set(talk.assistant.able[0]) == {"sound", "restart"}
    assert talk.conversation.closed


async def test_a_ping_is_answered_and_strange_things_are_not(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.say(type="iot", descriptors=[])
        await talk.board.say(type="dance")
        await talk.session.take_text("{")
        await talk.board.say(type="ping")
        assert talk.board.words() == ["pong"]
        await talk.board.say(type="goodbye")
        await talk.running
        assert talk.board.closed


async def test_nothing_is_left_of_a_talk(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.happen(*asked(1), *answer(1, "It is eight."))
        await talk.board.say(type="listen", state="detect", text="later")
    await talk.settle()
    left = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
    assert {task for task in left if "FakeBoard" not in repr(task.get_coro())} == set()


def test_the_board_of_the_tests_is_as_strict_as_a_real_one() -> None:
    board = FakeBoard()

    async def play() -> None:
        await board.send_packet(b"x")
        await board.send_text('{"type":"tts","state":"start"}')
        for _ in range(50):
            await board.send_packet(b"x")

    asyncio.run(play())
    assert board.out_of_state == 1
    assert 38 <= len(board.played) <= 41
    assert board.overflowed == 50 - len(board.played)
