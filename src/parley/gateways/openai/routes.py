"""The routes of OpenAI's API that are about text; those about sound have their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.embedding.service import Embedding
from parley.gateways.access import Call
from parley.gateways.access.door import Endpoint
from parley.gateways.openai import chat_asked, embeddings
from parley.gateways.openai.assistant_chat import AssistantChat, Opening
from parley.gateways.openai.chat import Chat
from parley.gateways.openai.models import Models, Served
from parley.gateways.openai.responses import asked as responses_asked
from parley.gateways.openai.responses.endpoint import Answers
from parley.gateways.surface import Operation, Surface
from parley.generation.service import Generation

FAILURES = {500: "What is asked failed.", 504: "What is asked took too long."}
"""Statuses beyond those that every operation may answer with."""


class Model(Struct, frozen=True):
    """A model."""

    id: str
    created: Annotated[int, Meta(ge=0)]
    owned_by: str
    object: str = "model"


class ModelList(Struct, frozen=True):
    """All models."""

    data: list[Model]
    object: str = "list"


def routes(
    surface: Surface,
    assistant: Opening,
    generation: Generation,
    embedding: Embedding,
    on_gone: list[Callable[[str], None]],
) -> list[BaseRoute]:
    """Models, chat, responses and embeddings, at OpenAI's addresses and at Azure's.

    ``on_gone``: what is told when an account is gone (``Accounts.on_gone``).
    """
    talks = AssistantChat(assistant)
    models = Models(generation, embedding)
    chat = Chat(talks, generation, surface.usage)
    answers = Answers(talks, generation, surface.usage)
    vectors = embeddings.Embeddings(embedding, surface.usage)
    on_gone += [talks.forget, answers.stored.forget]

    async def list_models(_: Call) -> ModelList:
        return ModelList([_model(each) for each in await models.listed()])

    async def one_model(call: Call) -> Model:
        return _model(await models.find(str(call.request.path_params["model"])[:256]))

    both = ("application/json", "text/event-stream")
    completing = Operation(
        "createChatCompletion",
        "Answer a chat.",
        body=chat_asked.Asked,
        answer_media=both,
        more=FAILURES,
    )
    responding = Operation(
        "createResponse", "Make a response.", body=responses_asked.Asked, answer_media=both, more=FAILURES
    )
    embedding_ = Operation("createEmbedding", "Texts as vectors.", body=embeddings.Asked, more=FAILURES)
    listing = Operation("listModels", "Every model.", answer=ModelList, more=FAILURES)
    finding = Operation("retrieveModel", "One model.", answer=Model, more=FAILURES)
    reading = Operation("getResponse", "A response made lately.", more=FAILURES)
    deleting = Operation("deleteResponse", "Forget a response.", more=FAILURES)
    offered: Sequence[tuple[str, Endpoint, str, Operation, bool]] = (
        ("/models", list_models, "GET", listing, False),
        ("/models/{model:path}", one_model, "GET", finding, False),
        ("/chat/completions", chat.create, "POST", completing, True),
        ("/responses", answers.create, "POST", responding, False),
        ("/responses/{id}", answers.read, "GET", reading, False),
        ("/responses/{id}", answers.delete, "DELETE", deleting, False),
        ("/embeddings", vectors.create, "POST", embedding_, True),
    )
    return [
        surface.route(address, endpoint, methods=[method], about=about)
        for path, endpoint, method, about, deployed in offered
        for address in addresses(path, deployed=deployed)
    ]


def addresses(path: str, *, deployed: bool = False) -> list[str]:
    """Where a path of the API is found: OpenAI's, Azure's newer and its older way.

    ``deployed``: Azure's clients name the model in the address (``{deployment}``).
    """
    older = f"/openai/deployments/{{deployment}}{path}" if deployed else f"/openai{path}"
    return [f"/v1{path}", f"/openai/v1{path}", older]


def _model(served: Served) -> Model:
    return Model(served.id, served.created, served.owner)
