"""Language models elsewhere: found by their names, asked within bounds, wrong without telling anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.upstream import KEY, SECRET, Upstream, serving
from parley import settings
from parley.errors import BadSettings, Busy, EngineFailed, EngineTimeout, ParleyError, TooLong
from parley.generation.errors import UnknownModel, UpstreamRefused
from parley.generation.events import Events
from parley.generation.service import Generation
from parley.settings import Settings

HELLO = {"messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture(scope="module")
def running() -> Iterator[Upstream]:
    with serving() as upstream:
        yield upstream


@pytest.fixture
def upstream(running: Upstream) -> Upstream:
    running.bodies.clear()
    running.keys.clear()
    running.key = ""
    return running


def settled(**upstreams: settings.Upstream) -> Settings:
    return Settings(upstream=upstreams)


@pytest.fixture
async def generation(upstream: Upstream) -> AsyncIterator[Generation]:
    made = Generation(settled(home=settings.Upstream(url=upstream.url, key_variable="NO_KEY_HERE")))
    yield made
    await made.close()


def answering(respond: Callable[[httpx.Request], httpx.Response], **more: Any) -> Generation:
    """A generation whose one upstream is a function."""
    one = settings.Upstream(url="http://far.example/v1", models=("m",), **more)
    return Generation(settled(far=one), transport=httpx.MockTransport(respond))


async def test_a_model_is_found_by_its_own_name_and_with_its_upstream(generation: Generation) -> None:
    assert [each.id for each in await generation.models()] == ["home/echo-1", "home/echo-embed"]
    for name in ("echo-1", "home/echo-1"):
        found = await generation.find(name)
        assert found is not None
        assert (found.upstream, found.model) == ("home", "echo-1")
    assert await generation.find("gpt-4o") is None


async def test_of_two_that_have_it_one_must_be_named(upstream: Upstream) -> None:
    both = settled(a=settings.Upstream(url=upstream.url), b=settings.Upstream(url=upstream.url))
    generation = Generation(both)
    assert await generation.find("echo-1") is None
    found = await generation.find("b/echo-1")
    assert found is not None and found.upstream == "b"
    await generation.close()


async def test_a_list_is_asked_for_once_a_minute_and_not_at_all_where_the_settings_name_models(
    upstream: Upstream,
) -> None:
    now = 0.0
    generation = Generation(settled(home=settings.Upstream(url=upstream.url)), now=lambda: now)
    for _ in range(3):
        await generation.models()
    assert len(upstream.keys) == 1
    now = 61.0
    await generation.models()
    assert len(upstream.keys) == 2
    named = Generation(settled(home=settings.Upstream(url=upstream.url, models=("echo-1",))))
    assert [each.id for each in await named.models()] == ["home/echo-1"]
    assert await named.find("home/other") is None
    assert len(upstream.keys) == 2
    await generation.close()


async def test_many_who_ask_at_once_ask_for_one_list(generation: Generation, upstream: Upstream) -> None:
    found = await asyncio.gather(*(generation.find("echo-1") for _ in range(20)))
    assert all(found) and len(upstream.keys) == 1


async def test_what_an_upstream_offered_stays_while_it_is_away_and_it_is_not_asked_all_the_time() -> None:
    now, asked, well = 0.0, 0, True

    def respond(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(200, json={"data": [{"id": "m"}]}) if well else httpx.Response(500)

    one = settings.Upstream(url="http://far.example/v1")
    generation = Generation(settled(far=one), httpx.MockTransport(respond), now=lambda: now)
    for second, there, expected in ((0.0, True, 1), (61.0, False, 2), (62.0, False, 2), (72.0, False, 3)):
        now, well = second, there
        assert [each.model for each in await generation.models()] == ["m"]
        assert asked == expected


async def test_an_upstream_that_is_away_offers_nothing_and_harms_no_other(upstream: Upstream) -> None:
    away = settings.Upstream(url="http://127.0.0.1:9/v1")
    generation = Generation(settled(away=away, home=settings.Upstream(url=upstream.url)))
    assert {each.upstream for each in await generation.models()} == {"home"}
    with pytest.raises(EngineFailed, match="'away' cannot be reached"):
        await generation.complete("away/anything", HELLO)
    await generation.close()


async def test_an_answer_comes_whole_or_in_pieces(generation: Generation, upstream: Upstream) -> None:
    body = {**HELLO, "temperature": 0.5, "seed": 7}
    answer = await generation.complete("home/echo-1", body)
    assert answer["choices"][0]["message"]["content"] == "You said: hello"
    assert upstream.bodies[-1] == {**body, "model": "echo-1", "stream": False}
    pieces = [
        chunk["choices"][0]["delta"].get("content", "") async for chunk in generation.stream("echo-1", body)
    ]
    assert pieces == ["", "You", " said:", " hello", ""]
    assert await generation.answer("echo-1", HELLO["messages"]) == "You said: hello"


async def test_who_stops_reading_stops_the_model(generation: Generation, upstream: Upstream) -> None:
    endless = {"messages": [{"role": "user", "content": "count for ever"}]}
    async with aclosing(generation.stream("echo-1", endless)) as chunks:
        async for chunk in chunks:
            if chunk["choices"][0]["delta"].get("content") == "3 ":
                break
        assert (generation.under_way, upstream.under_way) == (1, 1)
    assert generation.under_way == 0
    assert await asyncio.to_thread(upstream.idle.wait, 5)


async def test_a_key_comes_from_the_environment_and_goes_nowhere_else(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.key = KEY
    generation = Generation(settled(home=settings.Upstream(url=upstream.url, key_variable="TEST_KEY")))
    monkeypatch.setenv("TEST_KEY", "wrong-key")
    with pytest.raises(EngineFailed, match=r"upstream\.home\.key_variable") as wrong:
        await generation.complete("home/echo-1", HELLO)
    assert "wrong-key" not in str(wrong.value)
    monkeypatch.setenv("TEST_KEY", "密钥")
    with pytest.raises(EngineFailed, match="holds no key"):
        await generation.complete("home/echo-1", HELLO)
    monkeypatch.setenv("TEST_KEY", KEY)
    assert await generation.answer("home/echo-1", HELLO["messages"]) == "You said: hello"
    await generation.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, UpstreamRefused),
        (404, UnknownModel),
        (413, TooLong),
        (422, UpstreamRefused),
        (429, Busy),
        (500, EngineFailed),
        (503, Busy),
        (504, EngineTimeout),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_an_upstream_refuses_is_told_without_its_words(
    generation: Generation, status: int, kind: type[ParleyError], streamed: bool
) -> None:
    body = {"messages": [{"role": "user", "content": f"fail with {status}"}]}
    with pytest.raises(kind) as refused:
        if streamed:
            await anext(generation.stream("echo-1", body))
        else:
            await generation.complete("echo-1", body)
    assert SECRET not in str(refused.value) and KEY not in str(refused.value)
    if isinstance(refused.value, UpstreamRefused):
        assert (refused.value.param, refused.value.reason) == ("messages", "bad_thing")
    assert generation.under_way == 0


async def test_a_stream_that_breaks_off_is_an_error_and_no_short_answer(generation: Generation) -> None:
    body = {"messages": [{"role": "user", "content": "break off"}]}
    with pytest.raises(EngineFailed):
        _ = [chunk async for chunk in generation.stream("echo-1", body)]


async def test_one_request_too_many_is_told_so_at_once(upstream: Upstream) -> None:
    generation = Generation(settled(home=settings.Upstream(url=upstream.url, models=("echo-1",), requests=1)))
    endless = {"messages": [{"role": "user", "content": "count for ever"}]}
    async with aclosing(generation.stream("echo-1", endless)) as chunks:
        await anext(chunks)
        with pytest.raises(Busy, match=r"upstream\.home\.requests"):
            await generation.complete("echo-1", HELLO)
    await generation.close()


@pytest.mark.parametrize("body", [b"no json", b"[1]", b'"text"', b"\xff", b"[" * 100_000])
async def test_what_is_no_answer_is_an_error(body: bytes) -> None:
    generation = answering(lambda _: httpx.Response(200, content=body))
    with pytest.raises(EngineFailed):
        await generation.complete("m", HELLO)


@pytest.mark.parametrize("answer", [{}, {"choices": []}, {"choices": [{"message": {"content": None}}]}])
async def test_words_are_never_made_up_where_there_are_none(answer: dict[str, Any]) -> None:
    with pytest.raises(EngineFailed):
        await answering(lambda _: httpx.Response(200, json=answer)).answer("m", [])


async def test_an_answer_without_end_is_cut_off() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b"data: " + b"x" * 1_000_000

    generation = answering(lambda _: httpx.Response(200, stream=Endless()))
    with pytest.raises(EngineFailed, match="more than"):
        await generation.complete("m", HELLO)
    with pytest.raises(EngineFailed, match="more than"):
        await anext(generation.stream("m", HELLO))


async def test_a_server_that_goes_elsewhere_is_not_followed() -> None:
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "http://evil.example/"})

    with pytest.raises(EngineFailed):
        await answering(respond).complete("m", HELLO)
    assert seen == ["far.example"]


@pytest.mark.parametrize("url", ["ftp://x/v1", "nothing", "http://[", ""])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(BadSettings, match=r"upstream\.home\.url"):
        Generation(settled(home=settings.Upstream(url=url)))


STREAM = b'data: {"a": 1}\n\n: a comment\nevent: x\ndata: {"b":\ndata: 2}\r\n\r\ndata:last\n\ndata: [DONE]\n'


@given(st.lists(st.integers(0, len(STREAM)), max_size=6))
def test_events_are_the_same_however_they_are_cut(cuts: list[int]) -> None:
    reader, found = Events(), list[bytes]()
    edges = [0, *sorted(cuts), len(STREAM)]
    for begin, end in pairwise(edges):
        found += reader.feed(STREAM[begin:end])
    found += reader.finish()
    assert found == [b'{"a": 1}', b'{"b":\n2}', b"last", b"[DONE]"]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_whatever_comes_an_event_stays_within_its_bound(pieces: list[bytes]) -> None:
    reader = Events(most=30)
    try:
        found = [data for piece in pieces for data in reader.feed(piece)] + list(reader.finish())
    except EngineFailed:
        assert sum(map(len, pieces)) > 29
    else:
        assert all(len(data) <= 30 for data in found)
