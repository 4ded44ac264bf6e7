"""What a response is asked with, and how the same is asked of a chat completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct

from parley.gateways.openai.chat_asked import BODY, MOST_MESSAGES
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.responses.items import Item

_Name = Annotated[str, Meta(max_length=256)]
_Text = Annotated[str, Meta(max_length=BODY)]


class Shape(Struct, frozen=True):
    """The form in which the text should be."""

    type: _Name = "text"
    name: _Name | None = None
    schema: Mapping[str, Any] | None = None
    strict: bool | None = None
    description: str | None = None


class Text(Struct, frozen=True):
    """How the text should be."""

    format: Shape | None = None
    verbosity: _Name | None = None


class Tool(Struct, frozen=True):
    """Something that the model may call."""

    type: _Name
    name: _Name | None = None
    description: str | None = None
    parameters: Mapping[str, Any] | None = None
    strict: bool | None = None


class Reasoning(Struct, frozen=True):
    """How much the model should think."""

    effort: _Name | None = None


class Asked(Struct, frozen=True):
    """The body of ``POST /responses``."""

    input: _Text | Annotated[tuple[Item, ...], Meta(max_length=MOST_MESSAGES)] = ()
    model: _Name = ""
    instructions: _Text | None = None
    previous_response_id: _Name | None = None
    store: bool | None = None
    stream: bool | None = None
    tools: Annotated[tuple[Tool, ...], Meta(max_length=128)] | None = None
    tool_choice: _Name | Mapping[str, Any] | None = None
    text: Text | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    max_output_tokens: Annotated[int, Meta(ge=1, le=2**31)] | None = None
    parallel_tool_calls: bool | None = None
    reasoning: Reasoning | None = None
    metadata: Mapping[_Name, str] | None = None
    user: _Name | None = None
    safety_identifier: _Name | None = None
    background: bool | None = None
    conversation: _Name | Mapping[str, Any] | None = None
    prompt: Mapping[str, Any] | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None


def checked(asked: Asked) -> Asked:
    """The same, if all of it can be done. Raises ``BadParameter``: nothing is left out silently."""
    refused = {
        "background": (bool(asked.background), "Answers are made while the client waits for them."),
        "conversation": (bool(asked.conversation), "Use previous_response_id, or metadata.conversation."),
        "prompt": (bool(asked.prompt), "No prompts are kept here."),
        "top_logprobs": (bool(asked.top_logprobs), "Chat completions of an upstream can tell them."),
    }
    for param, (wanted, why) in refused.items():
        if wanted:
            raise BadParameter(param, f"{param} is not supported. {why}", "unsupported_parameter")
    for at, tool in enumerate(asked.tools or ()):
        if tool.type != "function" or not tool.name:
            raise BadParameter(
                f"tools[{at}].type", "Of tools there are functions, with a name.", "unsupported_value"
            )
    return asked


def chat_of(asked: Asked, messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The body of a chat completion that asks for the same. Raises ``BadParameter``."""
    body: dict[str, Any] = {"messages": list(messages)}
    for name in ("temperature", "top_p", "parallel_tool_calls", "user"):
        value: object = getattr(asked, name)
        if value is not None and (name != "parallel_tool_calls" or asked.tools):
            body[name] = value
    if asked.tools:
        body["tools"] = [{"type": "function", "function": _function(tool)} for tool in asked.tools]
    if asked.tool_choice is not None:
        body["tool_choice"] = _choice(asked.tool_choice)
    if asked.reasoning is not None and asked.reasoning.effort is not None:
        body["reasoning_effort"] = asked.reasoning.effort
    if asked.max_output_tokens is not None:
        # Models that think know only the new name; the servers that people run at home know the old one.
        name = "max_completion_tokens" if "reasoning_effort" in body else "max_tokens"
        body[name] = asked.max_output_tokens
    if (form := _form(asked.text)) is not None:
        body["response_format"] = form
    return body


def _function(tool: Tool) -> dict[str, Any]:
    fields = ("name", "description", "parameters", "strict")
    return {name: value for name in fields if (value := getattr(tool, name)) is not None}


def _choice(choice: str | Mapping[str, Any]) -> object:
    if isinstance(choice, str):
        return choice
    if choice.get("type") == "function" and isinstance(choice.get("name"), str):
        return {"type": "function", "function": {"name": choice["name"]}}
    raise BadParameter("tool_choice", "tool_choice is a word or a function here.", "unsupported_value")


def _form(text: Text | None) -> dict[str, Any] | None:
    form = text.format if text is not None else None
    if form is None or form.type == "text":
        return None
    if form.type == "json_object":
        return {"type": "json_object"}
    if form.type != "json_schema" or form.schema is None:
        message = "text.format is text, json_object or json_schema with its schema."
        raise BadParameter("text.format", message, "unsupported_value")
    schema: dict[str, Any] = {"name": form.name or "answer", "schema": form.schema}
    if form.strict is not None:
        schema["strict"] = form.strict
    if form.description is not None:
        schema["description"] = form.description
    return {"type": "json_schema", "json_schema": schema}
