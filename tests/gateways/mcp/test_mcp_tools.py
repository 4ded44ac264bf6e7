"""A program with a key uses the house's assistant through MCP: the real library at both ends."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import Any

import httpx
import pytest

from fakes.mcp_house import House
from parley.gateways.mcp.declared import declared
from parley.gateways.mcp.hosts import allowed
from parley.home.accounts.callers import Scope
from parley.language.understanding.slot_types import COMMON
from parley.settings import Server

pytestmark = pytest.mark.extra


def structured(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content[0].text
    return result.structured_content


async def test_a_program_sets_a_timer_and_reads_it_back(house: House) -> None:
    async with house.client(await house.key()) as client:
        done = structured(await client.call_tool("set_timer", {"duration": "5 minutes", "name": "pasta"}))
        assert "5 minutes" in done["text"] and done["language"] == "en" and not done["question"]
        (timer,) = await house.home.records.all(house.owner, "timers")
        assert (timer.document["seconds"], timer.document["name"]) == (300, "pasta")
        left = structured(await client.call_tool("timers_left", {}))
        assert "pasta" in left["text"]
        paused = structured(await client.call_tool("pause_timer", {"name": "pasta"}))
        assert "paused" in paused["text"]
        (timer,) = await house.home.records.all(house.owner, "timers")
        assert timer.document["left"] == pytest.approx(300, abs=60)
        assert "goes on" in structured(await client.call_tool("resume_timer", {}))["text"]
        read = await client.read_resource("parley://timers")
        assert [each["name"] for each in json.loads(read.contents[0].text)] == ["pasta"]


async def test_the_same_in_chinese(house: House) -> None:
    async with house.client(await house.key()) as client:
        done = structured(await client.call_tool("set_timer", {"duration": "十分钟"}))
        assert done["language"] == "zh" and "十分钟" in done["text"].replace("10", "十").replace(" ", "")
        (timer,) = await house.home.records.all(house.owner, "timers")
        assert timer.document["seconds"] == 600


async def test_lists_reminders_alarms_and_notes(house: House) -> None:
    async with house.client(await house.key()) as client:
        for name, arguments in [
            ("add_to_list", {"items": "Oat milk and two eggs", "list": "shopping"}),
            ("set_reminder", {"text": "call mum", "when": "tomorrow at 6 pm"}),
            ("set_alarm", {"when": "every weekday at 7:30"}),
            ("take_note", {"text": "The key is under the mat"}),
            ("add_event", {"title": "dentist", "when": "2030-05-03 15:00"}),
        ]:
            structured(await client.call_tool(name, arguments))
        lists = json.loads((await client.read_resource("parley://lists")).contents[0].text)
        assert [item["text"].lower() for each in lists for item in each["items"]] == ["oat milk", "eggs"]
        notes = json.loads((await client.read_resource("parley://notes")).contents[0].text)
        assert [each["text"] for each in notes] == ["The key is under the mat"]
        (alarm,) = await house.home.records.all(house.owner, "alarms")
        assert (alarm.document["time"], alarm.document["days"]) == ("07:30", [1, 2, 3, 4, 5])
        (reminder,) = await house.home.records.all(house.owner, "reminders")
        assert reminder.document["text"] == "call mum" and reminder.document["due"]
        (event,) = await house.home.records.all(house.owner, "events")
        assert (event.document["day"], event.document["time"]) == ("2030-05-03", "15:00")
        told = structured(await client.call_tool("read_list", {"list": "shopping", "language": "zh"}))
        assert told["language"] == "zh"


async def test_it_talks_with_the_assistant_in_one_conversation(house: House) -> None:
    async with house.client(await house.key()) as client:
        first = structured(await client.call_tool("ask", {"text": "What is 6 times 7?"}))
        assert "42" in first["text"]
        assert "21" in structured(await client.call_tool("calculate", {"calculation": "3 times 7"}))["text"]
        chinese = structured(await client.call_tool("ask", {"text": "六乘七等于多少？"}))
        assert chinese["language"] == "zh" and "42" in chinese["text"]


async def test_every_declared_tool_answers_something_to_a_fitting_call(house: House) -> None:
    words = (
        "duration=5 minutes when=tomorrow at 7 am items=milk place=Berlin quantity=5 miles unit=km "
        "calculation=1 plus 1 powered=the light lamp=the light percent=40 degrees=21 climate=the heating "
        "things=the light text=pasta title=dentist message=dinner query=milk question=what is milk"
    )
    values = dict(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", words))
    away = {"weather", "convert_money", "headlines"}  # they ask the internet
    async with house.client(await house.key()) as client:
        for tool in declared().values():
            if tool.name in away:
                continue
            arguments = {name: values[slot.type] for name, slot in tool.slots.items() if slot.required}
            done = structured(await client.call_tool(tool.name, arguments))
            assert done["text"].strip(), tool.name


async def test_what_cannot_be_read_is_told_with_what_can(house: House) -> None:
    async with house.client(await house.key()) as client:
        wrong = await client.call_tool("set_timer", {"duration": "blue"})
        assert (wrong.is_error and "Such as" in wrong.content[0].text) or "such as" in wrong.content[0].text
        assert await house.home.records.all(house.owner, "timers") == []
        long = await client.call_tool("take_note", {"text": "a" * 1_001})
        assert long.is_error
        odd = await client.call_tool("cancel_timer", {"all": "yes"})
        assert odd.is_error


async def test_services_are_tools_too(house: House) -> None:
    async with house.client(await house.key(Scope.SERVICES)) as client:
        names = {each.name for each in (await client.list_tools()).tools}
        assert names == {"translate", "detect_language", "transliterate", "analyse_text", "summarise"}
        happy = await client.call_tool("analyse_text", {"text": "I love this wonderful house in Berlin."})
        assert happy.structured_content["sentiment"] == "positive"
        assert "Berlin" in [each["text"] for each in happy.structured_content["entities"]]
        sad = await client.call_tool("analyse_text", {"text": "这家酒店太差了，非常失望。"})
        assert (sad.structured_content["language"], sad.structured_content["sentiment"]) == ("zh", "negative")
        said = {"text": "The cat sleeps. It rains in Berlin today. Berlin has much rain.", "sentences": 1}
        assert len((await client.call_tool("summarise", said)).structured_content["sentences"]) == 1
        found = await client.call_tool("detect_language", {"text": "Das ist ein schönes Haus."})
        assert found.structured_content["language"] == "de"
        pinyin = await client.call_tool(
            "transliterate", {"text": "你好", "language": "zh-Hans", "source": "Hans", "to": "Latn"}
        )
        assert pinyin.structured_content == {"text": "nǐ hǎo", "script": "Latn"}
        missing = await client.call_tool("translate", {"text": "hello", "to": "de"})
        assert missing.is_error and "parley models pull m2m100" in missing.content[0].text
        assert (await client.list_resources()).resources == []


async def test_a_key_sees_and_does_no_more_than_its_scopes(house: House) -> None:
    from mcp.shared.exceptions import MCPError

    async with house.client(await house.key(Scope.TALK)) as client:
        names = {each.name for each in (await client.list_tools()).tools}
        assert {"ask", "weather", "turn_on"} <= names
        assert not names & {"set_timer", "read_list", "translate"}
        with pytest.raises(MCPError, match="records:write"):
            await client.call_tool("set_timer", {"duration": "5 minutes"})
        with pytest.raises(MCPError, match="records:read"):
            await client.read_resource("parley://notes")
    async with house.client(await house.key(Scope.RECORDS_READ)) as client:
        names = {each.name for each in (await client.list_tools()).tools}
        assert "read_list" in names and "add_to_list" not in names and "ask" not in names
        assert len((await client.list_resources()).resources) == 7


async def test_what_there_is_not_is_told(house: House) -> None:
    from mcp.shared.exceptions import MCPError

    async with house.client(await house.key()) as client:
        with pytest.raises(MCPError, match="no tool"):
            await client.call_tool("make_coffee", {})
        for uri in ("parley://secrets", "file:///etc/passwd", "parley://../notes"):
            with pytest.raises(MCPError):
                await client.read_resource(uri)


async def test_devices_are_listed(house: House) -> None:
    from parley.home.accounts.devices import NewDevice

    await house.home.devices.add(house.owner, NewDevice(name="Kitchen"))
    async with house.client(await house.key()) as client:
        (device,) = json.loads((await client.read_resource("parley://devices")).contents[0].text)
        assert device["name"] == "Kitchen"


def initialise() -> dict[str, Any]:
    return {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "curl", "version": "1"},
        },
    }


async def post(house: House, body: Any, key: str, **headers: str) -> httpx.Response:
    every = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {key}", **headers}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"http://{house.address}/mcp", json=body, headers=every)


async def test_an_older_protocol_has_a_session_that_only_its_key_may_use(house: House) -> None:
    mine, other = await house.key(), await house.key()
    begun = await post(house, initialise(), mine)
    session = begun.headers["mcp-session-id"]
    assert begun.status_code == 200 and '"protocolVersion":"2025-06-18"' in begun.text
    ask = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    headers = {"Mcp-Session-Id": session, "MCP-Protocol-Version": "2025-06-18"}
    initialised = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert (await post(house, initialised, mine, **headers)).status_code == 202
    assert '"set_timer"' in (await post(house, ask, mine, **headers)).text
    assert (await post(house, ask, other, **headers)).status_code == 404
    async with httpx.AsyncClient(trust_env=False) as client:
        every = {**headers, "Authorization": f"Bearer {mine}"}
        assert (await client.delete(f"http://{house.address}/mcp", headers=every)).status_code == 200
    assert (await post(house, ask, mine, **headers)).status_code == 404


@pytest.mark.parametrize("key", ["x", "wrong" * 8])
async def test_without_a_good_key_nothing_is_said(house: House, key: str) -> None:
    answer = await post(house, initialise(), key)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"] == -32600


async def test_nothing_is_sent_unasked(house: House) -> None:
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {await house.key()}"}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://{house.address}/mcp", headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, DELETE")


async def test_without_the_library_it_says_how_to_get_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    answer = await post(house, initialise(), await house.key())
    assert answer.status_code == 501
    assert "pip install 'parley[mcp]'" in answer.json()["error"]["message"]


async def test_a_name_that_is_not_this_server_s_is_refused(house: House) -> None:
    answer = await post(house, initialise(), await house.key(), Host="evil.example:8420")
    assert (answer.status_code, answer.json()["error"]["code"]) == (421, -32600)


@pytest.mark.parametrize(
    ("host", "good"),
    [
        ("127.0.0.1:8420", True),
        ("192.168.1.7:8420", True),
        ("[::1]:8420", True),
        ("localhost", True),
        ("parley.example", True),
        ("house.lan:8420", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        ("[", False),
    ],
)
def test_by_which_names_it_may_be_asked(host: str, good: bool) -> None:
    assert allowed(host, Server(host="house.lan", public_url="https://parley.example/")) is good


async def test_what_is_too_long_or_no_message_is_refused(house: House) -> None:
    key = await house.key()
    assert (await post(house, {"x": "a" * 1_100_000}, key)).status_code == 413
    assert (await post(house, {"hello": 1}, key)).status_code == 400
    assert (await post(house, [], key)).status_code == 400


async def test_whoever_leaves_takes_the_work_along(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(*_: object) -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    monkeypatch.setattr(type(house.assistant.skills), "act", endless)
    key = await house.key()
    session = (await post(house, initialise(), key)).headers["mcp-session-id"]
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "calculate", "arguments": {"calculation": "1 plus 1"}},
    }
    asking = asyncio.create_task(post(house, call, key, **{"Mcp-Session-Id": session}))
    await begun.wait()
    asking.cancel()
    await asyncio.wait_for(ended.wait(), 10)


def test_every_tool_names_slots_that_its_intent_has(house_skills: Any) -> None:
    for tool in declared().values():
        installed = house_skills.known.by_intent[tool.intent]
        types = {**COMMON, **installed.skill.slot_types()}
        for name, slot in tool.slots.items():
            assert slot.type in (*types, "flag"), (tool.name, name)
            if name != "what":  # what home's handlers read of it has names of its own
                assert name in installed.handlers[tool.intent].slots, (tool.name, name)
