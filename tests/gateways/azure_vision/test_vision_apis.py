"""Image Analysis 4.0 and Computer Vision 3.2: shapes, bounds, refusals in their words, and who leaves."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest
from PIL import Image

from fakes.pictures import LEAF, LETTER, SHEET, blob, encoded, errors, page, pdf, stop_sign
from fakes.vision_apis import DOCUMENTS, V4, VisionApis, letter
from parley.gateways.surface.openapi import described
from parley.home.accounts.callers import Scope
from parley.pool.host import EngineHost, Kept
from parley.vision.eyes import About
from parley.vision.types import Kind, Size

pytestmark = pytest.mark.engine


async def test_image_analysis_tells_what_was_asked_and_nothing_else(house: VisionApis) -> None:
    answer = await house.post(V4, letter(), features="read,smartCrops,tags,objects,people", **{
        "api-version": "2023-10-01", "smartcrops-aspect-ratios": "0.8,1.5"
    })  # fmt: skip
    told = answer.json()
    assert answer.status_code == 200, told
    assert told["metadata"] == {"width": SHEET[0], "height": SHEET[1]}
    parts = {"readResult", "smartCropsResult", "tagsResult", "objectsResult", "peopleResult"}
    assert set(told) == {"modelVersion", "metadata", *parts}
    (block,) = told["readResult"]["blocks"]
    assert errors("".join(line["text"] for line in block["lines"]), "".join(LETTER)) <= 0.02
    assert [len(line["boundingPolygon"]) for line in block["lines"]] == [4] * 4
    word = block["lines"][0]["words"][0]
    assert (
        word["text"] == "Dear" and set(word["boundingPolygon"][0]) == {"x", "y"} and word["confidence"] > 0.9
    )
    assert [each["aspectRatio"] for each in told["smartCropsResult"]["values"]] == [0.8, 1.5]
    assert set(told["smartCropsResult"]["values"][0]["boundingBox"]) == {"x", "y", "w", "h"}


async def test_things_are_named_in_the_language_that_is_asked(house: VisionApis) -> None:
    data = encoded(stop_sign())
    for language, name in (("en", "stop sign"), ("zh", "停车让行标志")):
        told = (await house.post(V4, data, features="objects,tags", language=language)).json()
        assert told["tagsResult"]["values"][0]["name"] == name
        assert told["objectsResult"]["values"][0]["tags"][0]["name"] == name
        old = (await house.post("/vision/v3.2/tag", data, language=language)).json()
        assert old["tags"][0]["name"] == name
    detected = (await house.post("/vision/v3.2/detect", data)).json()
    assert detected["objects"][0]["object"] == "stop sign"
    assert set(detected["objects"][0]["rectangle"]) == {"x", "y", "w", "h"}
    assert detected["metadata"] == {"width": 480, "height": 480, "format": "Png"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"features": "caption"}, "NotSupportedFeature"),
        ({"features": "denseCaptions"}, "NotSupportedFeature"),
        ({"features": "read,mood"}, "NotSupportedFeature"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "3.0"}, "InvalidArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "wide"}, "InvalidArgument"),
        ({"features": "smartCrops", "smartcrops-aspect-ratios": "nan"}, "InvalidArgument"),
        ({"features": "tags", "language": "fr"}, "InvalidArgument"),
        ({"features": "tags", "api-version": "yesterday"}, "InvalidArgument"),
        ({}, "InvalidArgument"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_azures_words(
    house: VisionApis, query: dict[str, str], code: str
) -> None:
    answer = await house.post(V4, letter(), **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "InvalidRequest"
    assert answer.json()["error"]["innererror"]["code"] == code
    assert answer.json()["error"]["message"]


async def test_a_caption_says_which_setting_it_needs_and_with_it_is_the_models_own(house: VisionApis) -> None:
    refused = await house.post(V4, letter(), features="caption")
    assert "[vision] describe" in refused.json()["error"]["message"]
    seeing = VisionApis(describe="eyes")
    told = (await seeing.post(V4, letter(), features="caption")).json()
    dense = (await seeing.post(V4, encoded(stop_sign()), features="denseCaptions")).json()
    whole, sign = dense["denseCaptionsResult"]["values"]
    assert whole["boundingBox"] == {"x": 0, "y": 0, "w": 480, "h": 480}
    assert sign["text"] == "A page." and 170 < sign["boundingBox"]["w"] < 230
    assert told["captionResult"] == {"text": "A page.", "confidence": 0.951}
    old = (await seeing.post("/vision/v3.2/describe", letter())).json()
    assert old["description"]["captions"] == [{"text": "A page.", "confidence": 0.951}]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "InvalidImageSize"),
        (b"abc", "InvalidImageFormat"),
        (encoded(Image.new("RGB", (300, 300)))[:120], "InvalidImageFormat"),
        (encoded(Image.new("RGB", (30, 30))), "InvalidImageSize"),
        (pdf([Image.new("RGB", (300, 300))]), "InvalidImageFormat"),
    ],
    ids=["empty", "garbage", "broken off", "tiny", "PDF"],
)
async def test_what_is_no_picture_is_the_callers_fault(house: VisionApis, data: bytes, code: str) -> None:
    for path, query in ((V4, {"features": "tags"}), ("/vision/v3.2/tag", {}), ("/vision/v3.2/detect", {})):
        answer = await house.post(path, data, **query)
        assert (answer.status_code, answer.json()["error"]["innererror"]["code"]) == (400, code)


async def test_an_address_is_not_fetched_unless_that_is_set(house: VisionApis) -> None:
    for path, query in (
        (V4, "?features=tags"),
        ("/vision/v3.2/analyze", ""),
        ("/vision/v3.2/read/analyze", ""),
    ):
        answer = await house.client.post(path + query, json={"url": "https://example.org/a.jpg"})
        assert answer.status_code == 400
        assert answer.json()["error"]["innererror"]["code"] == "InvalidImageUrl"
        assert "[vision] fetch" in answer.json()["error"]["message"]


async def test_too_much_is_not_even_read(house: VisionApis) -> None:
    answer = await house.post("/vision/v3.2/tag", b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", V4 + "?features=tags"),
        ("POST", "/vision/v3.2/analyze"),
        ("POST", "/vision/v3.2/read/analyze"),
        ("GET", "/vision/v3.2/read/analyzeResults/x"),
        ("POST", DOCUMENTS + ":analyze"),
        ("GET", DOCUMENTS + "/analyzeResults/x"),
    ],
)
async def test_nobody_is_served_without_a_good_key(house: VisionApis, method: str, path: str) -> None:
    narrow = house.door.tokens.issue([Scope.TALK])
    for key, status in (("", 401), ("wrong" * 10, 401), (narrow, 403)):
        answer = await house.client.request(
            method, path, content=letter(), headers={"Ocp-Apim-Subscription-Key": key}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, str(status))


async def test_analyze_tells_tags_things_and_colours_and_refuses_what_nobody_knows(house: VisionApis) -> None:
    data = encoded(Image.fromarray(blob((400, 300), (200, 150))))
    told = (await house.post("/vision/v3.2/analyze", data, visualFeatures="Tags,Objects,Color")).json()
    assert set(told) == {"requestId", "metadata", "modelVersion", "tags", "objects", "color"}
    assert told["color"]["dominantColorBackground"] in ("Black", "Gray")
    assert told["color"]["isBWImg"] is False and len(told["color"]["accentColor"]) == 6
    for feature in ("Adult", "Faces", "Categories", "Brands", "ImageType", "Mood"):
        answer = await house.post("/vision/v3.2/analyze", data, visualFeatures=feature)
        assert answer.json()["error"]["innererror"]["code"] == "NotSupportedVisualFeature"
    answer = await house.post("/vision/v3.2/analyze", data, visualFeatures="Description")
    assert answer.json()["error"]["innererror"]["code"] == "NotSupportedFeature"


async def test_thumbnails_and_the_area_of_interest(house: VisionApis) -> None:
    data = encoded(Image.fromarray(blob((900, 300), (80, 150))))
    answer = await house.post(
        "/vision/v3.2/generateThumbnail", data, width=60, height=40, smartCropping="true"
    )
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (60, 40)
    area = (await house.post("/vision/v3.2/areaOfInterest", data)).json()["areaOfInterest"]
    assert area["x"] <= 80 <= area["x"] + area["w"]
    for width in (0, 1025, "wide"):
        refused = await house.post("/vision/v3.2/generateThumbnail", data, width=width, height=40)
        assert refused.status_code == 400


async def test_what_is_used_is_counted(house: VisionApis) -> None:
    counted: list[tuple[str, int]] = []
    house.usage.count = lambda caller, service, *, requests=1, seconds=0.0, characters=0: counted.append(
        (service, requests)
    )
    await house.post("/vision/v3.2/tag", letter())
    await house.done(
        await house.post(
            "/vision/v3.2/read/analyze", pdf([page([text], size=LEAF) for text in ("One", "Two")])
        )
    )
    assert counted == [("vision", 1), ("vision", 2)]


def test_its_description_has_every_operation() -> None:
    told = described(VisionApis().surface)
    assert len(told["paths"]) == 14
    assert msgspec.json.encode(told)
    assert "octet-stream" in str(told["paths"]["/vision/v3.2/tag"]["post"]["requestBody"])


class Endless(EngineHost):
    """Eyes that look for ever, until nobody waits any more."""

    def __init__(self) -> None:
        self.name = "endless"
        self.looking, self.gone, self.closed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def keep(self, method: str, *arguments: object) -> Kept:
        return self

    async def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:
        if method == "about":
            return About(Kind.PNG, (Size(100, 100),), 1)
        self.looking.set()
        try:
            return await asyncio.Event().wait()
        finally:
            self.gone.set()

    def stream(self, method: str, *arguments: object) -> AsyncGenerator[Any]:
        raise NotImplementedError

    def close(self) -> None:
        self.closed.set()


@pytest.mark.parametrize("path", [V4 + "?features=read", "/vision/v3.2/detect", "/vision/v3.2/ocr"])
async def test_when_the_client_leaves_nothing_goes_on(path: str) -> None:
    eyes = Endless()
    house = VisionApis(host=eyes)
    app: Any = house.app
    where, _, query = path.partition("?")
    scope = {
        "type": "http", "method": "POST", "path": where, "raw_path": where.encode(), "root_path": "",
        "query_string": query.encode(), "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1),
        "headers": [(b"api-key", house.key.encode()), (b"content-type", b"image/png")],
    }  # fmt: skip
    left = asyncio.Event()
    messages = [{"type": "http.request", "body": letter(), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None: ...

    asking = asyncio.create_task(app(scope, receive, send))
    await eyes.looking.wait()
    left.set()
    await asyncio.wait_for(eyes.gone.wait(), 30)
    await asyncio.wait_for(eyes.closed.wait(), 30)
    await asking
