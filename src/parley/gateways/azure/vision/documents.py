"""Document Intelligence: ``prebuilt-read`` and ``prebuilt-layout``, whose results are asked for later."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Sequence
from contextlib import aclosing
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field
from starlette.responses import JSONResponse, Response

from parley.errors import ParleyError
from parley.gateways.access import Answer, Call, NotFound, parsed
from parley.gateways.azure.jobs import Job, Jobs, State
from parley.gateways.azure.vision import faults
from parley.gateways.azure.vision.document_shapes import LAYOUT, READ, Document, document_of
from parley.gateways.azure.vision.faults import Refused
from parley.gateways.azure.vision.pages import Page, checked, read
from parley.gateways.azure.vision.pictures import LIMITS, fetched, picture_of
from parley.gateways.azure.vision.read32 import moment
from parley.gateways.surface import Surface
from parley.language.offsets import Unit
from parley.vision.service import Vision

MODELS = (READ, LAYOUT)
FEATURES = ("languages", "barcodes")
"""Add-ons of ``features=``."""
_BASE64_BYTES = LIMITS.bytes * 4 // 3 + 4096

Version = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$", max_length=20)]


class AskedDocument(Struct, frozen=True):
    """The query of ``:analyze``."""

    version: Version = field(name="api-version", default="2024-11-30")
    pages: Annotated[str, Meta(max_length=200)] = ""
    locale: Annotated[str, Meta(max_length=20)] = ""
    unit: Literal["textElements", "unicodeCodePoint", "utf16CodeUnit"] = field(
        name="stringIndexType", default="textElements"
    )
    features: Annotated[str, Meta(max_length=300)] = ""
    format: Literal["text", "markdown"] = field(name="outputContentFormat", default="text")
    output: Annotated[str, Meta(max_length=100)] = ""


class AskedResult(Struct, frozen=True):
    """The query of what came of it."""

    version: Version = field(name="api-version", default="2024-11-30")


class DocumentSource(Struct, frozen=True, rename="camel"):
    """The document, or where it is."""

    url_source: Annotated[str, Meta(max_length=2048)] = ""
    base64_source: Annotated[str, Meta(max_length=_BASE64_BYTES)] = ""


class Failure(Struct, frozen=True):
    """Why it failed."""

    code: str
    message: str


class DocumentOperation(Struct, frozen=True, rename="camel"):
    """How far it is."""

    status: Literal["notStarted", "running", "failed", "succeeded", "canceled"]
    created_date_time: str
    last_updated_date_time: str
    analyze_result: Document | msgspec.Raw | UnsetType = UNSET
    error: Failure | UnsetType = UNSET


_UNITS = {
    "textElements": Unit.GRAPHEMES,
    "unicodeCodePoint": Unit.CODE_POINTS,
    "utf16CodeUnit": Unit.UTF16,
}


class Documents:
    """Reads documents, each as a job."""

    def __init__(self, vision: Vision, surface: Surface, jobs: Jobs[bytes]) -> None:
        self._vision, self._surface, self._jobs = vision, surface, jobs

    async def begin(self, call: Call) -> Answer:
        """202, and where the result will be."""
        model = str(call.request.path_params["model"])[:100]
        if model not in MODELS:
            return _no_model()
        asked = call.query(AskedDocument)
        features = _features(asked)
        data = await self._document(call)
        pages = await checked(data, asked.pages, self._vision)

        async def work() -> bytes:
            async with aclosing(read(data, pages, self._vision, codes="barcodes" in features)) as found:
                done: Sequence[Page] = [each async for each in found]
            self._surface.usage.count(call.caller, "vision", requests=len(done))
            # Which language it is may need a model, which takes a second to load.
            return await asyncio.to_thread(_encoded, done, asked, "languages" in features, model)

        job = self._jobs.begin(call.caller, work, model, len(data))
        place = f"{call.origin}/documentintelligence/documentModels/{model}/analyzeResults/{job.id}"
        place += f"?api-version={asked.version}"
        return Response(status_code=202, headers={"Operation-Location": place, "Retry-After": "1"})

    async def result(self, call: Call) -> Answer:
        """How far it is, or what was read."""
        return _operation(self._found(call))

    async def delete(self, call: Call) -> Answer:
        """Forget it."""
        self._jobs.drop(self._found(call))

    def _found(self, call: Call) -> Job[bytes]:
        call.query(AskedResult)
        model = str(call.request.path_params["model"])[:100]
        if model not in MODELS:
            raise NotFound("There is no such operation, or its result is no longer kept.")
        return self._jobs.find(call.caller, call.id(), model)

    async def _document(self, call: Call) -> bytes:
        kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return await picture_of(call, self._vision)
        source = parsed(await call.body(_BASE64_BYTES + 4096), DocumentSource)
        if bool(source.url_source) == bool(source.base64_source):
            raise Refused("InvalidArgument", "Give either urlSource or base64Source.")
        if source.url_source:
            return await fetched(source.url_source, self._vision)
        try:
            return b64decode(source.base64_source, validate=True)
        except (NoBase64, ValueError) as error:
            raise Refused("InvalidContent", "base64Source is no Base64.") from error


def _features(asked: AskedDocument) -> frozenset[str]:
    features = frozenset(each.strip() for each in asked.features.split(",") if each.strip())
    if features - set(FEATURES):
        raise Refused("InvalidParameter", f"The features that are offered: {', '.join(FEATURES)}.")
    if asked.format != "text" or asked.output.strip():
        raise Refused(
            "InvalidParameter", "The text and where it is are given, but no Markdown, PDF or figures."
        )
    return features


def _encoded(pages: Sequence[Page], asked: AskedDocument, languages: bool, model: str) -> bytes:
    unit = _UNITS[asked.unit]
    made = document_of(pages, asked.unit, unit, asked.version, languages=languages, model=model)
    return msgspec.json.encode(made)


def _no_model() -> Response:
    told = f"The models that are offered: {', '.join(MODELS)}."
    inner = {"code": "ModelNotFound", "message": told}
    return JSONResponse({"error": {"code": "NotFound", "message": told, "innererror": inner}}, 404)


def _operation(job: Job[bytes]) -> DocumentOperation:
    status = "canceled" if job.state is State.CANCELLED else job.state.value
    return DocumentOperation(
        status,
        moment(job.begun),
        moment(job.changed),
        msgspec.Raw(job.result) if job.result is not None else UNSET,
        _failure(job.error) if job.error is not None else UNSET,
    )


def _failure(error: ParleyError) -> Failure:
    words = faults.said(error)
    return Failure(words.inner or words.code, str(error))
