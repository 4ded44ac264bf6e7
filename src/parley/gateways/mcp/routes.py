"""Where MCP is spoken: ``/mcp``, over streamable HTTP."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.access import ANY, Call, json
from parley.gateways.access.door import Answer
from parley.gateways.mcp.doing import Doing, Opening
from parley.gateways.mcp.faults import WrongHost
from parley.gateways.mcp.hosts import allowed
from parley.gateways.mcp.offering import Offering
from parley.gateways.mcp.services import service_tools
from parley.gateways.mcp.serving import Serving
from parley.gateways.openai.assistant_chat import AssistantChat
from parley.gateways.surface import Operation, Surface
from parley.home.home import Home
from parley.settings import Server
from parley.translation.service import Translation

PATH = "/mcp"
_NO_STREAM = {"code": -32600, "message": "This server sends nothing unasked: POST messages."}


def routes(
    surface: Surface,
    assistant: Opening,
    home: Home,
    translation: Translation,
    server: Server,
) -> tuple[list[BaseRoute], Serving]:
    """The routes, and what is to be stopped with them."""
    doing = Doing(assistant, AssistantChat(assistant))
    serving = Serving(Offering(surface, home, doing, service_tools(translation)))

    async def speak(call: Call) -> Answer:
        if not allowed(call.request.headers.get("host", ""), server):
            raise WrongHost(
                "This server is not called so. Its names are set at [server] host and public_url."
            )
        return await serving.answer(call.caller)

    more = {
        202: "A notification was taken.",
        404: "There is no such session, or no longer.",
        406: "The client does not take JSON and event streams.",
        415: "The message is not JSON.",
        421: "The server is not called so.",
        501: "The library for MCP is not installed.",
    }
    media = ("application/json", "text/event-stream")
    talk = Operation(
        "mcp", "Speak MCP: a JSON-RPC message", media=("application/json",), answer_media=media, more=more
    )
    end = Operation("endMcpSession", "End a session", answer_media=media, more=more)

    async def listen(_: Call) -> Answer:
        # Nothing is ever sent that nobody asked for; the protocol has a status for that.
        response = json({"jsonrpc": "2.0", "id": None, "error": _NO_STREAM}, 405)
        response.headers["Allow"] = "POST, DELETE"
        return response

    none = Operation("mcpStream", "Listen: there is no such stream", status=405)
    return [
        surface.route(PATH, speak, methods=["POST"], about=talk, needs=ANY),
        surface.route(PATH, speak, methods=["DELETE"], about=end, needs=ANY),
        surface.route(PATH, listen, methods=["GET"], about=none, needs=ANY),
    ], serving
