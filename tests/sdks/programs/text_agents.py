"""openai-agents in writing: an agent with a tool, over an upstream's model and both of OpenAI's APIs."""

from __future__ import annotations

from typing import Any

from agents import (  # pyright: ignore[reportMissingImports]
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    set_tracing_disabled,
)
from openai import AsyncOpenAI
from program import ADDRESS, KEY, main, operation

set_tracing_disabled(True)
asked: list[str] = []


@function_tool
def weather(city: str) -> str:
    """The weather of a city."""
    asked.append(city)
    return f"snow in {city}"


def agent(kind: Any, model: str = "echo-1", tools: Any = (weather,)) -> Agent[Any]:
    client = AsyncOpenAI(base_url=f"http://{ADDRESS}/v1", api_key=KEY, max_retries=0)
    return Agent(name="Helper", instructions="Help.", model=kind(model, client), tools=list(tools))


async def with_tool(kind: Any) -> Any:
    asked.clear()
    result = await Runner.run(agent(kind), 'use weather with {"city": "Oslo"}')
    return [list(asked), result.final_output]


async def streamed(kind: Any) -> Any:
    asked.clear()
    running = Runner.run_streamed(agent(kind), 'use weather with {"city": "Oslo"}')
    deltas = [
        event.data.delta
        async for event in running.stream_events()
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]
    return [list(asked), "".join(deltas), running.final_output]


@operation("Runner.run with a tool, chat completions")
async def chat() -> Any:
    return await with_tool(OpenAIChatCompletionsModel)


@operation("Runner.run with a tool, responses")
async def responses() -> Any:
    return await with_tool(OpenAIResponsesModel)


@operation("Runner.run_streamed with a tool, chat completions")
async def chat_streamed() -> Any:
    return await streamed(OpenAIChatCompletionsModel)


@operation("Runner.run_streamed with a tool, responses")
async def responses_streamed() -> Any:
    return await streamed(OpenAIResponsesModel)


@operation("Runner.run, the assistant itself")
async def assistant() -> Any:
    result = await Runner.run(agent(OpenAIResponsesModel, "parley", ()), "what is 6 times 7")
    return result.final_output


if __name__ == "__main__":
    main()
