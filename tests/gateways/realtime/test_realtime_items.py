"""Items, functions, settings and errors of a realtime session."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.realtime import Client, ScriptedBrain, client, packed, voice
from parley.gateways.openai.realtime.brains import Arguments, Call, Counted, CutShort, Words
from parley.gateways.openai.realtime.dialects import BadEvent, Ga
from parley.gateways.openai.realtime.history import MOST_ITEMS, History, Spoken
from parley.gateways.openai.realtime.items import Content, Message

TOOL = {"type": "function", "name": "weather", "description": "…", "parameters": {"type": "object"}}


def message(text: str, role: str = "user", **more: Any) -> dict[str, Any]:
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}], **more}


async def test_a_function_is_called_and_its_result_is_used() -> None:
    brain = ScriptedBrain(
        [Call("call_1", "weather"), Arguments('{"city":'), Arguments(' "Beijing"}'), Counted(20, 7)],
        [Words("It is sunny.")],
    )
    async with client(brain=brain, tools=[TOOL]) as talk:
        await talk.ask("conversation.item.create", item=message("How is the weather in Beijing?"))
        await talk.ask("response.create")
        done = await talk.until("response.done")
        output = {"type": "function_call_output", "call_id": "call_1", "output": "sunny"}
        await talk.ask("conversation.item.create", item=output)
        await talk.ask("response.create")
        again = await talk.until("response.done")
    (call,) = done["response"]["output"]
    assert (call["type"], call["name"], call["call_id"]) == ("function_call", "weather", "call_1")
    assert json.loads(call["arguments"]) == {"city": "Beijing"}
    assert done["response"]["usage"]["total_tokens"] == 27
    deltas = talk.all("response.function_call_arguments.delta")
    assert "".join(each["delta"] for each in deltas) == call["arguments"]
    assert talk.all("response.function_call_arguments.done")[0]["arguments"] == call["arguments"]
    assert again["response"]["output"][0]["content"][0]["transcript"] == "It is sunny."
    assert [each.__class__.__name__ for each in brain.asked[1].items] == [
        "Message",
        "FunctionCall",
        "FunctionCallOutput",
    ]
    assert brain.asked[0].tools[0].name == "weather"


async def test_words_may_come_before_a_call_in_one_response() -> None:
    brain = ScriptedBrain([Words("Let me look. "), Call("call_1", "weather"), Arguments("{}")])
    async with client(brain=brain, tools=[TOOL]) as talk:
        await talk.ask("conversation.item.create", item=message("hello"))
        await talk.ask("response.create")
        done = await talk.until("response.done")
    assert [each["type"] for each in done["response"]["output"]] == ["message", "function_call"]
    assert [each["output_index"] for each in talk.all("response.output_item.done")] == [0, 1]


async def test_an_assistant_that_calls_no_functions_says_so() -> None:
    async with client(brain=ScriptedBrain(instructed=False)) as talk:
        await talk.ask("session.update", session={"type": "realtime", "tools": [TOOL]})
        error = await talk.until("error")
        await talk.ask("session.update", session={"type": "realtime", "instructions": "Be a pirate."})
        session = (await talk.until("session.updated"))["session"]
    assert (error["error"]["code"], error["error"]["param"]) == ("unsupported", "session.tools")
    assert session["instructions"] == "" and session["tools"] == []


async def test_settings_are_merged_and_what_is_not_named_stays() -> None:
    async with client() as talk:
        audio = {"input": {"turn_detection": None}, "output": {"voice": {"id": "alba"}}}
        await talk.ask("session.update", session={"type": "realtime", "audio": audio})
        session = (await talk.until("session.updated"))["session"]
        await talk.ask("session.update", session={"type": "realtime", "audio": {"output": {"speed": 1.2}}})
        again = (await talk.until("session.updated"))["session"]
    assert session["audio"]["input"]["turn_detection"] is None
    assert session["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert again["audio"]["output"] == {
        "voice": {"id": "alba"},
        "speed": 1.2,
        "format": {"type": "audio/pcm", "rate": 24000},
    }


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"type": "transcription"}, "session.type"),
        ({"type": "realtime", "model": "another"}, "session.model"),
        ({"type": "realtime", "audio": {"output": {"speed": 9}}}, "session.audio.output.speed"),
        ({"type": "realtime", "output_modalities": ["smell"]}, "session.output_modalities[0]"),
    ],
)
async def test_a_wrong_setting_is_named(session: dict[str, Any], param: str) -> None:
    async with client() as talk:
        await talk.ask("session.update", session=session, event_id="e1")
        error = (await talk.until("error"))["error"]
    assert (error["param"], error["event_id"]) == (param, "e1")
    assert not talk.all("session.updated")


async def test_items_are_put_where_the_client_wants_them() -> None:
    async with client() as talk:
        await talk.ask("conversation.item.create", item=message("two", id="b"))
        await talk.ask("conversation.item.create", item=message("one", id="a"), previous_item_id="root")
        await talk.ask("conversation.item.create", item=message("half", id="c"), previous_item_id="a")
        await talk.ask("conversation.item.delete", item_id="a")
        await talk.until("conversation.item.deleted")
        await talk.ask("conversation.item.retrieve", item_id="a")
        error = await talk.until("error")
    assert [each["previous_item_id"] for each in talk.all("conversation.item.added")] == [None, None, "a"]
    assert error["error"]["code"] == "item_not_found"


async def test_an_item_that_is_there_cannot_come_again() -> None:
    async with client() as talk:
        await talk.ask("conversation.item.create", item=message("one", id="a"))
        await talk.ask("conversation.item.create", item=message("one", id="a"))
        assert (await talk.until("error"))["error"]["code"] == "item_already_exists"


async def test_a_response_apart_leaves_the_conversation_as_it_was() -> None:
    brain = ScriptedBrain([Words("positive")])
    async with client(brain=brain, output_modalities=["text"]) as talk:
        await talk.ask("conversation.item.create", item=message("what a day", id="a"))
        given = [{"type": "item_reference", "id": "a"}, message("Sentiment?")]
        await talk.ask(
            "response.create",
            response={"conversation": "none", "input": given, "metadata": {"topic": "mood"}},
        )
        done = (await talk.until("response.done"))["response"]
        await talk.ask("conversation.item.retrieve", item_id=done["output"][0]["id"])
        error = await talk.until("error")
    assert done["conversation_id"] is None and done["metadata"] == {"topic": "mood"}
    assert [each.words for each in brain.asked[0].items] == ["what a day", "Sentiment?"]  # pyright: ignore
    assert error["error"]["code"] == "item_not_found"
    assert len(talk.all("conversation.item.added")) == 1


async def test_an_answer_that_was_cut_short_is_incomplete() -> None:
    async with client(brain=ScriptedBrain([Words("One. Two"), CutShort()])) as talk:
        await talk.ask("conversation.item.create", item=message("count"))
        await talk.ask("response.create", response={"max_output_tokens": 2})
        done = (await talk.until("response.done"))["response"]
    assert done["status"] == "incomplete"
    assert done["status_details"]["reason"] == "max_output_tokens"
    assert done["max_output_tokens"] == 2


async def test_pictures_and_sound_among_other_things_are_refused_by_name() -> None:
    async with client() as talk:
        picture = {"type": "input_image", "image_url": "data:image/png;base64,"}
        sound = {"type": "input_audio", "audio": "AAAA"}
        for parts in ([picture], [sound, sound], [{"type": "input_audio"}]):
            item = {"type": "message", "role": "user", "content": parts}
            await talk.ask("conversation.item.create", item=item)
            assert (await talk.until("error"))["error"]["code"] == "unsupported"


async def test_an_item_may_be_something_that_was_said() -> None:
    transcribed = {"input": {"transcription": {"model": "whisper-1"}}}
    async with client("good morning", audio=transcribed) as talk:
        content = [{"type": "input_audio", "audio": packed(voice(1.0))}]
        item = {"type": "message", "role": "user", "id": "a", "content": content}
        await talk.ask("conversation.item.create", item=item)
        await talk.ask("response.create")
        done = (await talk.until("response.done"))["response"]
        await talk.ask("conversation.item.retrieve", item_id="a")
        kept = (await talk.until("conversation.item.retrieved"))["item"]
    assert done["output"][0]["content"][0]["transcript"] == "You said good morning."
    assert kept["content"] == [{"type": "input_audio", "transcript": "good morning"}]
    (heard,) = talk.all("conversation.item.input_audio_transcription.completed")
    assert heard["item_id"] == "a" and talk.ear.hearings[0].samples == 16_000


async def test_an_unknown_event_is_an_error_and_not_the_end() -> None:
    async with client("hello") as talk:
        await talk.ask("make.coffee", event_id="mine")
        error = (await talk.until("error"))["error"]
        await talk.say()
        await talk.until("response.done")
    assert (error["code"], error["param"], error["event_id"]) == ("invalid_value", "type", "mine")


async def test_a_transcription_session_has_no_conversation() -> None:
    async with client(type="transcription") as talk:
        await talk.ask("response.create")
        await talk.until("error")
        await talk.ask("conversation.item.create", item=message("hello"))
        await talk.until("error")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
_TYPES = st.sampled_from(
    ["session.update", "response.create", "conversation.item.create", "input_audio_buffer.append"]
)


@given(_TYPES, st.sampled_from(["session", "response", "item", "audio", "x"]), _JSON)
def test_whatever_comes_is_read_or_refused(type: str, field: str, value: Any) -> None:
    from parley.gateways.openai.realtime.beta import Beta

    for dialect in (Ga(), Beta()):
        try:
            dialect.read(json.dumps({"type": type, field: value}))
        except BadEvent as error:
            assert str(error)


@given(st.binary(max_size=50))
def test_bytes_that_are_no_json_are_refused(data: bytes) -> None:
    try:
        Ga().read(data)
    except BadEvent as error:
        assert str(error)


def test_the_oldest_items_are_forgotten_when_there_are_too_many() -> None:
    history = History()
    for number in range(MOST_ITEMS + 2):
        content = [Content(type="input_text", text="x")]
        history.add(Message(id=str(number), role="user", content=content))
    assert history.too_many() == ["0", "1"]
    assert len(list(history)) == MOST_ITEMS


@given(st.floats(0, 10))
def test_what_was_heard_by_a_time_is_a_beginning_of_what_was_said(at: float) -> None:
    spoken = Spoken([("Good morning, everybody.", 2.0), (" 今天天气很好。", 4.0)], 4.0)
    whole = "Good morning, everybody. 今天天气很好。"
    assert whole.startswith(spoken.until(at))
    assert spoken.until(2.0) == "Good morning, everybody."
    assert spoken.until(4.0) == whole


async def test_a_session_holds_no_task_when_nothing_was_asked() -> None:
    before = asyncio.all_tasks()
    talk = Client()
    talk.session.begin()
    await talk.session.close()
    assert asyncio.all_tasks() == before
