"""The mcp library's client, 1.30.0 and 2.3.0, against Parley."""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import importlib.metadata
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from program import ADDRESS, KEY, main, operation

OLD = importlib.metadata.version("mcp").startswith("1.")
URL = f"http://{ADDRESS}/mcp"


@asynccontextmanager
async def opened(key: str = KEY) -> AsyncIterator[Any]:
    """A session of either major; both have the same verbs."""
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared._httpx_utils import create_mcp_http_client

    http = create_mcp_http_client(headers={"Authorization": f"Bearer {key}"})
    if OLD:
        from mcp import ClientSession

        async with (
            streamable_http_client(URL, http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            session.told = await session.initialize()
            yield session
    else:
        from mcp import Client

        async with Client(streamable_http_client(URL, http_client=http)) as client:
            yield client


def structured(result: Any) -> Any:
    failed = result.isError if OLD else result.is_error
    value = result.structuredContent if OLD else result.structured_content
    return {"failed": failed, "value": value, "text": result.content[0].text}


@operation("initialize")
async def initialize() -> Any:
    async with opened() as session:
        if OLD:
            return {"version": str(session.told.protocolVersion), "name": session.told.serverInfo.name}
        return {"version": str(session.protocol_version), "name": session.server_info.name}


@operation("tools/list")
async def list_tools() -> Any:
    async with opened() as session:
        tools = (await session.list_tools()).tools
    schema = {tool.name: tool.inputSchema if OLD else tool.input_schema for tool in tools}
    return {"names": sorted(schema), "required": schema["set_timer"]["required"]}


@operation("tools/call")
async def call_tool() -> Any:
    async with opened() as session:
        english = await session.call_tool("calculate", {"calculation": "3 times 17"})
        chinese = await session.call_tool("calculate", {"calculation": "三乘十七"})
        return [structured(english), structured(chinese)]


@operation("tools/call records")
async def call_record_tool() -> Any:
    async with opened() as session:
        await session.call_tool("add_to_list", {"items": "mcp milk", "list": "groceries"})
        return structured(await session.call_tool("read_list", {"list": "groceries"}))


@operation("tools/call ask")
async def ask() -> Any:
    async with opened() as session:
        return structured(await session.call_tool("ask", {"text": "What is 6 times 7?"}))


@operation("tools/call services")
async def services() -> Any:
    async with opened() as session:
        found = await session.call_tool("translate", {"text": "hello world", "to": "de", "source": "en"})
        return structured(found)


@operation("tools/call with bad arguments")
async def bad_arguments() -> Any:
    async with opened() as session:
        return structured(await session.call_tool("set_timer", {"duration": "blue"}))


@operation("resources/list")
async def list_resources() -> Any:
    async with opened() as session:
        return sorted(str(each.uri) for each in (await session.list_resources()).resources)


@operation("resources/read")
async def read_resource() -> Any:
    async with opened() as session:
        uri: Any = "parley://lists"
        if OLD:
            from pydantic import AnyUrl

            uri = AnyUrl(uri)
        return json.loads((await session.read_resource(uri)).contents[0].text)


@operation("key.wrong")
async def wrong_key() -> Any:
    async with opened("wrong" * 8) as session:
        return len((await session.list_tools()).tools)


if __name__ == "__main__":
    main()
