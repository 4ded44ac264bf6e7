"""A board's tools: told page by page, asked one by one, whatever a board answers or does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import DeviceFailed, Unsupported
from parley.gateways.xiaozhi.offered import MOST_PAGES, MOST_TOOLS, checked, offered
from parley.gateways.xiaozhi.tools import CAMERA, MOST_WAITING, PATIENCE, BoardTools
from parley.skills.types import DeviceTool

VOLUME, STATUS = "self.audio_speaker.set_volume", "self.get_device_status"


def tool(name: str, **properties: Any) -> dict[str, Any]:
    """As the firmware describes one."""
    needed = [each for each, told in properties.items() if "default" not in told]
    schema = {"type": "object", "properties": properties, "required": needed}
    return {"name": name, "description": f"about {name}", "inputSchema": schema}


TOOLS = [
    tool(STATUS),
    tool(VOLUME, volume={"type": "integer", "minimum": 0, "maximum": 100}),
    tool("self.screen.set_brightness", brightness={"type": "integer", "minimum": 0, "maximum": 100}),
    tool("self.screen.set_theme", theme={"type": "string"}),
    tool(CAMERA, question={"type": "string"}),
    {**tool("self.reboot"), "annotations": {"audience": ["user"]}},
    tool("self.upgrade_firmware", url={"type": "string"}),  # a board that forgot to mark it
]


class McpBoard:
    """The firmware's side: pages of tools, numbers for ids, one answer to each question."""

    def __init__(self, tools: list[dict[str, Any]] = TOOLS, page: int = 2) -> None:
        self.listed, self.page = tools, page
        self.asked: list[dict[str, Any]] = []
        self.does: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self.silent: set[str] = set()
        self.tools = BoardTools(self.hear)

    async def hear(self, payload: Mapping[str, object]) -> None:
        message: dict[str, Any] = dict(payload)
        self.asked.append(message)
        assert message["jsonrpc"] == "2.0" and type(message["id"]) is int and message["id"] < 2**31
        params = message["params"]
        if message["method"] in self.silent or params.get("name") in self.silent:
            return
        result = self.answer(message["method"], params)
        reply = (
            result
            if isinstance(result, dict) and ("error" in result or "result" in result)
            else {"result": result}
        )
        asyncio.get_running_loop().call_soon(
            self.tools.take, {"jsonrpc": "2.0", "id": message["id"], **reply}
        )

    def answer(self, method: str, params: dict[str, Any]) -> Any:
        if method == "initialize":
            return {"protocolVersion": "2024-11-05", "capabilities": {"tools": {}}, "serverInfo": {}}
        if method == "tools/list":
            names = [each["name"] for each in self.listed]
            begin = names.index(params["cursor"]) if params["cursor"] else 0
            end = begin + self.page
            more = {"nextCursor": names[end]} if end < len(names) else {}
            return {"tools": self.listed[begin:end], **more}
        does = self.does.get(params["name"])
        if does is not None:
            return does(params["arguments"])
        return {"content": [{"type": "text", "text": "true"}], "isError": False}

    async def started(self, vision: tuple[str, str] | None = None) -> BoardTools:
        self.tools.start(vision)
        listing = self.tools._listing  # pyright: ignore[reportPrivateUsage] - nothing else tells its end
        assert listing is not None
        await listing
        return self.tools

    def ids(self) -> list[int]:
        return [each["id"] for each in self.asked]


async def test_a_board_tells_its_tools_page_by_page() -> None:
    board = McpBoard()
    assert board.tools.all() == [] and board.tools.able() == frozenset()
    tools = await board.started(("http://parley.local/xiaozhi/vision", "secret"))
    assert [each.name for each in tools.all()] == [each["name"] for each in TOOLS[:5]]
    assert tools.able() == {"volume", "brightness", "theme", "camera"}
    (first, *lists) = board.asked
    assert first["method"] == "initialize" and first["params"]["protocolVersion"] == "2024-11-05"
    vision = {"url": "http://parley.local/xiaozhi/vision", "token": "secret"}
    assert first["params"]["capabilities"] == {"vision": vision}
    assert [each["params"]["cursor"] for each in lists] == [
        "",
        TOOLS[2]["name"],
        TOOLS[4]["name"],
        TOOLS[6]["name"],
    ]


async def test_without_a_place_for_pictures_none_is_told() -> None:
    board = McpBoard()
    await board.started(None)
    assert board.asked[0]["params"]["capabilities"] == {}


async def test_a_tool_is_called_and_says_something() -> None:
    board = McpBoard()
    board.does[STATUS] = lambda _: {
        "content": [{"type": "text", "text": '{"battery":'}, {"type": "text", "text": "{}}"}]
    }
    tools = await board.started()
    assert await tools.call(VOLUME, {"volume": 40}) == "true"
    assert board.asked[-1]["params"] == {"name": VOLUME, "arguments": {"volume": 40}}
    assert await tools.call(STATUS, {}) == '{"battery":\n{}}'
    many = await asyncio.gather(*(tools.call(VOLUME, {"volume": n}) for n in range(10)))
    assert many == ["true"] * 10
    assert len(set(board.ids())) == len(board.ids()), "no id twice, not even those of the first questions"


async def test_each_call_gets_its_own_answer_in_whatever_order_they_come() -> None:
    board = McpBoard()
    tools = await board.started()
    board.silent.add(VOLUME)
    calls = [asyncio.ensure_future(tools.call(VOLUME, {"volume": n})) for n in range(5)]
    await asyncio.sleep(0)
    for asked in reversed(board.asked[-5:]):
        text = str(asked["params"]["arguments"]["volume"])
        tools.take({"id": asked["id"], "result": {"content": [{"type": "text", "text": text}]}})
    assert await asyncio.gather(*calls) == ["0", "1", "2", "3", "4"]


async def test_asked_before_the_board_has_told_it_waits_for_that() -> None:
    board = McpBoard()
    board.tools.start(None)
    assert await board.tools.call(VOLUME, {"volume": 1}) == "true"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"error": {"message": "Failed to capture photo"}}, "Failed to capture photo"),  # no code
        ({"error": {"code": -32603, "message": "no"}}, "no"),
        ({"error": "no"}, "no"),
        ({"error": {}}, "None"),
        ({"result": {"content": [{"type": "text", "text": "broken"}], "isError": True}}, "broken"),
        ({"result": "true"}, "none"),
        ({"result": None}, "none"),
    ],
)
async def test_what_a_board_cannot_do_it_says(answer: dict[str, Any], says: str) -> None:
    board = McpBoard()
    board.does[VOLUME] = lambda _: answer
    tools = await board.started()
    with pytest.raises(DeviceFailed, match=says):
        await tools.call(VOLUME, {"volume": 1})
    del board.does[VOLUME]
    assert await tools.call(VOLUME, {"volume": 1}) == "true"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("self.no_such_tool", {}),
        ("self.reboot", {}),
        ("self.upgrade_firmware", {"url": "http://evil.example/x.bin"}),
        (VOLUME, {}),
        (VOLUME, {"volume": "40"}),
        (VOLUME, {"volume": 40.0}),
        (VOLUME, {"volume": True}),
        (VOLUME, {"volume": 101}),
        (VOLUME, {"volume": -1}),
        (VOLUME, {"volume": 1, "other": 1}),
        (VOLUME, {"volume": [1]}),
        ("self.screen.set_theme", {"theme": None}),
        ("self.screen.set_theme", {"theme": "x" * 9000}),
    ],
)
async def test_what_a_board_does_not_take_it_is_not_sent(name: str, arguments: dict[str, object]) -> None:
    board = McpBoard()
    tools = await board.started()
    before = len(board.asked)
    with pytest.raises(Unsupported):
        await tools.call(name, arguments)
    assert len(board.asked) == before


async def test_a_board_that_does_not_answer_costs_ten_seconds_and_a_late_answer_nothing() -> None:
    board = McpBoard()
    tools = await board.started()
    board.silent.add(VOLUME)
    begun = asyncio.get_running_loop().time()
    with pytest.raises(DeviceFailed, match="in time"):
        await tools.call(VOLUME, {"volume": 1})
    assert asyncio.get_running_loop().time() - begun == pytest.approx(PATIENCE)
    late = board.ids()[-1]
    board.silent.clear()
    calling = asyncio.ensure_future(tools.call(VOLUME, {"volume": 2}))
    await asyncio.sleep(0)
    tools.take({"id": late, "result": {"content": [{"type": "text", "text": "late"}]}})
    assert await calling == "true"


async def test_a_board_that_tells_nothing_holds_nobody_up_for_long() -> None:
    board = McpBoard()
    board.silent.add("initialize")
    board.tools.start(None)
    begun = asyncio.get_running_loop().time()
    with pytest.raises(Unsupported):
        await board.tools.call(VOLUME, {"volume": 1})
    assert asyncio.get_running_loop().time() - begun <= PATIENCE
    assert board.tools.all() == []


async def test_a_call_that_is_given_up_frees_its_place_and_no_more_than_some_wait() -> None:
    board = McpBoard()
    tools = await board.started()
    board.silent.add(VOLUME)
    calls = [asyncio.ensure_future(tools.call(VOLUME, {"volume": n})) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(DeviceFailed, match="busy"):
        await tools.call(VOLUME, {"volume": 1})
    for each in calls:
        each.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    gone = board.ids()[-1]
    tools.take({"id": gone, "result": {}})  # answered after all
    board.silent.clear()
    assert await tools.call(VOLUME, {"volume": 1}) == "true"


async def test_when_the_talk_is_over_nobody_waits() -> None:
    board = McpBoard()
    tools = await board.started()
    board.silent.add(VOLUME)
    calling = asyncio.ensure_future(tools.call(VOLUME, {"volume": 1}))
    await asyncio.sleep(0)
    tools.close()
    with pytest.raises(DeviceFailed, match="gone"):
        await calling
    with pytest.raises(DeviceFailed, match="gone"):
        await tools.call(VOLUME, {"volume": 1})
    tools.take({"id": board.ids()[-1], "result": {}})


async def test_two_talks_never_ask_with_the_same_ids() -> None:
    first, second = McpBoard(), McpBoard()
    await first.started()
    await second.started()
    assert not set(first.ids()) & set(second.ids())


# What a board may send.


async def test_a_list_without_end_ends() -> None:
    class Endless(McpBoard):
        def answer(self, method: str, params: dict[str, Any]) -> Any:
            if method != "tools/list":
                return super().answer(method, params)
            page = len(self.asked)
            return {
                "tools": [tool(f"self.tool_{page}_{n}") for n in range(100)],
                "nextCursor": f"page {page}",
            }

    board = Endless()
    tools = await board.started()
    assert len(tools.all()) == MOST_TOOLS and len(board.asked) == 1 + MOST_PAGES


async def test_a_cursor_that_goes_round_is_followed_once() -> None:
    class Round(McpBoard):
        def answer(self, method: str, params: dict[str, Any]) -> Any:
            if method != "tools/list":
                return super().answer(method, params)
            return {"tools": [tool(STATUS), tool(STATUS)], "nextCursor": "again"}

    board = Round()
    tools = await board.started()
    assert [each.name for each in tools.all()] == [STATUS] and len(board.asked) == 3


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
told = st.fixed_dictionaries(
    {},
    optional={
        "name": json | st.just(VOLUME),
        "description": json,
        "inputSchema": json
        | st.fixed_dictionaries({"properties": st.dictionaries(st.text(max_size=5), json), "required": json}),
        "annotations": json,
    },
)


@given(st.lists(told | json, max_size=5) | json)
def test_whatever_a_board_lists_is_read_or_left_out(listed: object) -> None:
    for each in offered(listed):
        assert isinstance(each, DeviceTool) and each.name
        needed: Any = each.schema["required"]
        properties: Any = each.schema["properties"]
        assert set(needed) <= set(properties)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["id", "result", "error", "method"]), json, max_size=4), max_size=8
    )
)
def test_whatever_a_board_answers_nothing_breaks(answers: list[dict[str, object]]) -> None:
    tools = BoardTools(McpBoard().hear)
    for each in answers:
        tools.take(each)


def arguments() -> Iterator[tuple[dict[str, Any], dict[str, object], bool]]:
    flag = {"type": "boolean", "default": True}
    yield {"on": flag}, {}, True
    yield {"on": flag}, {"on": False}, True
    yield {"on": flag}, {"on": 1}, False
    yield {"n": {"type": "integer"}}, {"n": 10**9}, True
    yield {"n": {"type": "number"}}, {"n": 1}, False  # the firmware has no such type


@pytest.mark.parametrize(("properties", "given_", "fits"), list(arguments()))
def test_arguments_are_of_the_three_types_that_the_firmware_knows(
    properties: dict[str, Any], given_: dict[str, object], fits: bool
) -> None:
    (described,) = offered([tool("self.x", **properties)])
    if fits:
        assert checked(described, given_) == given_
    else:
        with pytest.raises(Unsupported):
            checked(described, given_)
