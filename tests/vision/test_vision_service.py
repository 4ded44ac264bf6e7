"""Seeing in a process of its own: pictures are opened, bounded, let go; what is broken breaks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fakes.pictures import LEAF, LETTER, SHEET, blob, encoded, errors, page, pdf
from parley.errors import Busy, EngineFailed, MissingEngine, ParleyError, Unsupported
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.settings.services import Seeing
from parley.vision.describing import Describing
from parley.vision.eyes import Eyes
from parley.vision.service import Vision
from parley.vision.types import BadPicture, Kind, Size, WrongSize

pytestmark = pytest.mark.engine


@pytest.fixture
async def vision(tmp_path: Path) -> AsyncGenerator[Vision]:
    vision = Vision(Settings(vision=Seeing(pictures=2)), Store(tmp_path))
    yield vision
    await vision.stop()


async def test_a_picture_is_asked_about_in_a_process_of_its_own(vision: Vision) -> None:
    async with vision.open(encoded(page(LETTER), "JPEG")) as sight:
        assert (sight.kind, sight.size, sight.page_count) == (Kind.JPEG, Size(*SHEET), 1)
        reading = await sight.read()
        assert errors(reading.text, "".join(LETTER)) <= 0.02
        assert reading.size == Size(*SHEET)
        assert await sight.codes() == ()
        assert {tag.name for tag in await sight.tags()} == {each.name for each in await sight.objects()}
        assert [each.ratio for each in await sight.crops([0.75, 1.8])] == [0.75, 1.8]
        assert (await sight.colours()).background == "White"


async def test_pages_of_a_document_are_read_one_by_one(vision: Vision) -> None:
    async with vision.open(pdf([page([text], size=LEAF) for text in ("First page", "第二页")])) as sight:
        assert (sight.kind, sight.page_count, len(sight.pages)) == (Kind.PDF, 2, 2)
        assert [(await sight.read(number)).text for number in (2, 1)] == ["第二页", "First page"]
        with pytest.raises(BadPicture):
            await sight.read(3)


async def test_one_picture_too_many_is_told_so_at_once_and_places_come_free(vision: Vision) -> None:
    data = encoded(Image.fromarray(blob((80, 80), (40, 40), 10)))
    async with vision.open(data), vision.open(data):
        with pytest.raises(Busy):
            async with vision.open(data):
                pass
    async with vision.open(data) as sight:
        assert sight.size == Size(80, 80)


async def test_a_place_comes_free_when_a_picture_cannot_be_opened(vision: Vision) -> None:
    for _ in range(5):
        with pytest.raises(BadPicture):
            async with vision.open(b"no picture"):
                pass
        with pytest.raises(WrongSize):
            async with vision.open(encoded(Image.new("L", (20, 20)))):
                pass


async def test_who_leaves_while_it_is_read_holds_no_place(vision: Vision) -> None:
    async def ask() -> None:
        async with vision.open(encoded(page(LETTER))) as sight:
            await sight.read()

    for _ in range(4):
        asking = asyncio.create_task(ask())
        await asyncio.sleep(0.02)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    await ask()


async def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    vision = Vision(Settings(), Store(Path()), host=Inline("vision", Eyes))
    async with vision.open(encoded(page(["x"]))) as sight:
        with pytest.raises(MissingEngine, match=r"parley\[vision\]"):
            await sight.read()


# Descriptions.


class Painter:
    """A model elsewhere that can see, or says that it cannot."""

    def __init__(self, *answers: Mapping[str, Any] | ParleyError) -> None:
        self.answers, self.asked = list(answers), list[dict[str, Any]]()

    async def complete(self, model: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        self.asked.append({"model": model, **body})
        answer = self.answers.pop(0)
        if isinstance(answer, ParleyError):
            raise answer
        return answer


def told(text: object, *logs: float) -> dict[str, Any]:
    choice: dict[str, Any] = {"message": {"content": text}}
    if logs:
        choice["logprobs"] = {"content": [{"token": "x", "logprob": log} for log in logs]}
    return {"choices": [choice]}


async def test_a_model_that_can_see_is_sent_a_small_jpeg_and_its_words_are_told() -> None:
    painter = Painter(told(" A red cup. ", -0.1, -0.3))
    settings = Settings(vision=Seeing(describe="eyes/model"))
    vision = Vision(settings, Store(Path()), painter, host=Inline("vision", Eyes))
    async with vision.open(encoded(Image.new("RGB", (3000, 2000), "red"))) as sight:
        description = await sight.describe()
    assert (description.text, description.model, description.confidence) == (
        "A red cup.",
        "eyes/model",
        0.819,
    )
    (asked,) = painter.asked
    words, image = asked["messages"][0]["content"]
    assert asked["model"] == "eyes/model" and "one plain sentence" in words["text"]
    assert image["image_url"]["url"].startswith("data:image/jpeg;base64,/9j/")
    assert len(image["image_url"]["url"]) < 200_000


async def test_it_is_asked_again_where_it_does_not_tell_how_sure_it_is() -> None:
    painter = Painter(Unsupported("no logprobs"), told("一只猫。"))
    description = await Describing("m", painter).describe(b"\xff\xd8", "zh-CN", "这是什么？", neutral=True)
    assert (description.text, description.confidence) == ("一只猫。", None)
    assert "logprobs" not in painter.asked[1]
    words = painter.asked[1]["messages"][0]["content"][0]["text"]
    assert words.startswith("这是什么？") and "不要说明人物的性别" in words


@pytest.mark.parametrize("answer", [{}, {"choices": []}, told(None), told("  "), told(7)])
async def test_no_words_are_no_description(answer: dict[str, Any]) -> None:
    with pytest.raises(EngineFailed):
        await Describing("m", Painter(answer)).describe(b"", "en")


async def test_without_a_model_it_says_which_setting_to_set() -> None:
    vision = Vision(Settings(), Store(Path()), Painter(), host=Inline("vision", Eyes))
    async with vision.open(encoded(Image.new("RGB", (60, 60)))) as sight:
        with pytest.raises(MissingEngine, match=r"\[vision\] describe"):
            await sight.describe()
    assert not vision.describes
