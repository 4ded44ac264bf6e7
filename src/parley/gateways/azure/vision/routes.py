"""The routes of Image Analysis, Computer Vision 3.2 and Document Intelligence."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.access.door import Endpoint
from parley.gateways.azure.jobs import Jobs
from parley.gateways.azure.vision import read32, seeing32, shapes, shapes32
from parley.gateways.azure.vision.analysis import Analysing, Asked
from parley.gateways.azure.vision.documents import (
    AskedDocument,
    AskedResult,
    DocumentOperation,
    Documents,
    DocumentSource,
)
from parley.gateways.azure.vision.pictures import ImageUrl
from parley.gateways.azure.vision.read32 import Reading32
from parley.gateways.azure.vision.seeing32 import Seeing
from parley.gateways.surface import Operation, Surface
from parley.vision.service import Vision

BEGINNINGS = ("/computervision", "/vision", "/documentintelligence", "/face")
"""Of the paths that are theirs. Face is not offered: what is asked of it is told 404 in this shape."""
_LATER = {202: "It is being read; Operation-Location tells where the result will be."}
_PICTURE: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"$ref": "#/components/schemas/ImageUrl"}},
        },
    }
}
"""Every picture may be sent, or an address of it."""


def routes(surface: Surface, vision: Vision, jobs: Jobs[bytes]) -> list[BaseRoute]:
    """The routes. What takes longer than a request is one of ``jobs``, to be stopped in the end."""
    analysing, seeing = Analysing(vision, surface), Seeing(vision, surface)
    reading, documents = Reading32(vision, surface, jobs), Documents(vision, surface, jobs)

    def post(path: str, endpoint: Endpoint, about: Operation) -> BaseRoute:
        return surface.route(path, endpoint, methods=["POST"], about=about)

    return [
        post(
            "/computervision/imageanalysis:analyze",
            analysing.analyze,
            _about("analyzeImage4", "What is on a picture", Asked, shapes.Analysis),
        ),
        *_version32(surface, seeing, reading),
        *_documents(surface, documents),
    ]


def _about(id: str, summary: str, query: type, answer: type | None, **more: object) -> Operation:
    return Operation(id, summary, query=query, body=ImageUrl, answer=answer, raw=_PICTURE, **more)  # type: ignore[arg-type]


def _version32(surface: Surface, seeing: Seeing, reading: Reading32) -> list[BaseRoute]:
    plain: list[tuple[str, Endpoint, Operation]] = [
        (
            "analyze",
            seeing.analyze,
            _about("analyzeImage", "Several things at once", seeing32.AskedAnalysis, shapes32.ImageAnalysis),
        ),
        (
            "describe",
            seeing.describe,
            _about("describeImage", "A sentence", seeing32.AskedDescription, shapes32.Described),
        ),
        (
            "detect",
            seeing.detect,
            _about("detectObjects", "The things on it", seeing32.AskedArea, shapes32.Detected),
        ),
        ("tag", seeing.tag, _about("tagImage", "Names of what is on it", seeing32.Asked, shapes32.Tagged)),
        (
            "areaOfInterest",
            seeing.area,
            _about("areaOfInterest", "The part that matters", seeing32.AskedArea, shapes32.Interest),
        ),
        (
            "generateThumbnail",
            seeing.thumbnail,
            _about(
                "generateThumbnail",
                "A small JPEG",
                seeing32.AskedThumbnail,
                None,
                answer_media=("image/jpeg",),
            ),
        ),
        ("ocr", reading.ocr, _about("ocr", "What is written, at once", read32.AskedOcr, read32.Ocr)),
        (
            "read/analyze",
            reading.begin,
            _about("read", "Begin to read", read32.AskedRead, None, status=202, more=_LATER),
        ),
        (
            "models/{model}/analyze",
            seeing.by_model,
            _about("analyzeByDomain", "Not offered: 404", seeing32.Asked, None),
        ),
    ]
    posts = [
        surface.route(f"/vision/v3.2/{path}", endpoint, methods=["POST"], about=about)
        for path, endpoint, about in plain
    ]
    result = Operation("readResult", "What was read", answer=read32.ReadOperation)
    models = Operation("listModels", "Models of one subject: none", answer=shapes32.Models)
    return [
        *posts,
        surface.route("/vision/v3.2/read/analyzeResults/{id}", reading.result, methods=["GET"], about=result),
        surface.route("/vision/v3.2/models", seeing.models, methods=["GET"], about=models),
    ]


def _documents(surface: Surface, documents: Documents) -> list[BaseRoute]:
    base = "/documentintelligence/documentModels/{model}"
    begin = Operation(
        "analyzeDocument",
        "Begin to read a document",
        query=AskedDocument,
        body=DocumentSource,
        status=202,
        more=_LATER,
        raw={
            "requestBody": {
                "required": True,
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                    "application/json": {"schema": {"$ref": "#/components/schemas/DocumentSource"}},
                },
            }
        },
    )
    result = Operation("analyzeResult", "What was read", query=AskedResult, answer=DocumentOperation)
    delete = Operation("deleteAnalyzeResult", "Forget it", query=AskedResult, status=204)
    return [
        surface.route(f"{base}:analyze", documents.begin, methods=["POST"], about=begin),
        surface.route(f"{base}/analyzeResults/{{id}}", documents.result, methods=["GET"], about=result),
        surface.route(f"{base}/analyzeResults/{{id}}", documents.delete, methods=["DELETE"], about=delete),
    ]
