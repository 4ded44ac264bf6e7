"""Read 3.2, the old OCR and Document Intelligence: begun, asked for later, each in its own shape."""

from __future__ import annotations

from base64 import b64encode

import pytest

from fakes.papers import ROWS, table
from fakes.pictures import LEAF, LETTER, MIXED, SHEET, code, encoded, errors, page, pdf
from fakes.vision_apis import DOCUMENTS, VisionApis, letter
from parley.home.accounts.callers import Scope

pytestmark = pytest.mark.engine


async def test_read_is_begun_and_asked_for_later(house: VisionApis) -> None:
    begun = await house.post("/vision/v3.2/read/analyze", encoded(page(MIXED)))
    assert begun.content == b""
    assert begun.headers["operation-location"].startswith(
        "http://parley.test/vision/v3.2/read/analyzeResults/"
    )
    told = await house.done(begun)
    (sheet,) = told["analyzeResult"]["readResults"]
    assert (sheet["page"], sheet["width"], sheet["height"], sheet["unit"]) == (1, *SHEET, "pixel")
    assert sheet["language"] == "zh-Hans" and abs(sheet["angle"]) < 2
    assert errors("".join(line["text"] for line in sheet["lines"]), "".join(MIXED)) <= 0.02
    assert all(len(line["boundingBox"]) == 8 for line in sheet["lines"])


async def test_pages_of_a_pdf_are_read_in_inches_and_chosen(house: VisionApis) -> None:
    data = pdf([page([f"This is page number {number}"], size=LEAF) for number in (1, 2, 3)])
    told = await house.done(await house.post("/vision/v3.2/read/analyze", data, pages="2-9,1"))
    sheets = told["analyzeResult"]["readResults"]
    assert [sheet["page"] for sheet in sheets] == [1, 2, 3]
    assert (sheets[0]["unit"], sheets[0]["width"]) == ("inch", pytest.approx(9.0, abs=0.02))
    assert max(sheets[0]["lines"][0]["boundingBox"]) < 9
    for pages in ("0", "3-1", "one", "4", "1-", "," * 50):
        refused = await house.post("/vision/v3.2/read/analyze", data, pages=pages)
        assert (refused.status_code, refused.json()["code"]) == (400, "InvalidPageRange")


async def test_a_result_is_its_owners_alone(house: VisionApis) -> None:
    begun = await house.post("/vision/v3.2/read/analyze", letter())
    await house.done(begun)
    other = house.door.tokens.issue([Scope.SERVICES], account="ben")
    answer = await house.client.get(
        begun.headers["operation-location"], headers={"Ocp-Apim-Subscription-Key": other}
    )
    assert answer.status_code == 404
    id = begun.headers["operation-location"].rsplit("/", 1)[1]
    assert (await house.client.get(f"{DOCUMENTS}/analyzeResults/{id}")).status_code == 404


async def test_the_old_ocr_answers_at_once(house: VisionApis) -> None:
    told = (await house.post("/vision/v3.2/ocr", encoded(page(LETTER).rotate(-90, expand=True)))).json()
    assert (told["orientation"], told["language"]) == ("Right", "en")
    assert abs(told["textAngle"]) < 0.05
    words = [word for region in told["regions"] for line in region["lines"] for word in line["words"]]
    assert errors("".join(word["text"] for word in words), "".join(LETTER)) <= 0.02
    assert len(words[0]["boundingBox"].split(",")) == 4


@pytest.mark.parametrize("unit", ["textElements", "unicodeCodePoint", "utf16CodeUnit"])
async def test_document_intelligence_tells_the_text_and_where_in_it_all_is(
    house: VisionApis, unit: str
) -> None:
    data = pdf([page(lines, size=LEAF) for lines in (MIXED, LETTER)])
    begun = await house.post(f"{DOCUMENTS}:analyze", data, stringIndexType=unit, features="languages")
    told = (await house.done(begun))["analyzeResult"]
    assert (told["modelId"], told["stringIndexType"], told["apiVersion"]) == (
        "prebuilt-read",
        unit,
        "2024-11-30",
    )
    content = told["content"]
    assert errors(content, "".join(MIXED + LETTER)) <= 0.02
    assert [sheet["pageNumber"] for sheet in told["pages"]] == [1, 2]
    for sheet in told["pages"]:
        for part in (*sheet["lines"], *sheet["words"]):
            span = part.get("span") or part["spans"][0]
            assert content[span["offset"] : span["offset"] + span["length"]] == part["content"]
            assert len(part["polygon"]) == 8
    assert {each["locale"] for each in told["languages"]} >= {"zh-Hans", "en"}
    assert sum(paragraph["spans"][0]["length"] for paragraph in told["paragraphs"]) <= len(content)


async def test_documents_come_as_base64_too_and_codes_are_told(house: VisionApis) -> None:
    sheet = page(["Ticket"], size=(900, 600))
    sheet.paste(code("https://example.org", "QRCode", 4), (300, 150))
    begun = await house.client.post(
        f"{DOCUMENTS}:analyze",
        params={"features": "barcodes"},
        json={"base64Source": b64encode(encoded(sheet)).decode()},
    )
    told = (await house.done(begun))["analyzeResult"]
    (barcode,) = told["pages"][0]["barcodes"]
    assert (barcode["kind"], barcode["value"], told["content"]) == ("QRCode", "https://example.org", "Ticket")


async def test_the_layout_of_a_document_has_its_tables(house: VisionApis) -> None:
    layout = "/documentintelligence/documentModels/prebuilt-layout"
    told = (await house.done(await house.post(f"{layout}:analyze", encoded(table(ROWS, ruled=True)))))[
        "analyzeResult"
    ]
    (found,) = told["tables"]
    assert (told["modelId"], found["rowCount"], found["columnCount"]) == ("prebuilt-layout", 4, 3)
    fields = {(cell["rowIndex"], cell["columnIndex"]): cell for cell in found["cells"]}
    assert {place: cell["content"] for place, cell in fields.items()} == {
        (row, column): text for row, texts in enumerate(ROWS) for column, text in enumerate(texts)
    }
    for cell in fields.values():
        assert len(cell["boundingRegions"][0]["polygon"]) == 8
        for span in cell["spans"]:
            assert told["content"][span["offset"] : span["offset"] + span["length"]] == cell["content"]
    read = await house.done(await house.post(f"{DOCUMENTS}:analyze", encoded(table(ROWS, ruled=True))))
    assert "tables" not in read["analyzeResult"]


@pytest.mark.parametrize(
    ("path", "body", "query", "status"),
    [
        ("prebuilt-invoice", {}, {}, 404),
        ("prebuilt-layout", {}, {}, 400),
        ("prebuilt-read", {}, {}, 400),
        ("prebuilt-read", {"base64Source": "not base64!"}, {}, 400),
        ("prebuilt-read", {"base64Source": "YWJj", "urlSource": "https://a.example"}, {}, 400),
        ("prebuilt-read", {"urlSource": "https://a.example"}, {}, 400),
        ("prebuilt-read", {"base64Source": "YWJj"}, {"outputContentFormat": "markdown"}, 400),
        ("prebuilt-read", {"base64Source": "YWJj"}, {"features": "formulas"}, 400),
        ("prebuilt-read", {"base64Source": "YWJj"}, {}, 400),
    ],
)
async def test_what_document_intelligence_cannot_do_it_says(
    house: VisionApis, path: str, body: dict[str, str], query: dict[str, str], status: int
) -> None:
    answer = await house.client.post(
        f"/documentintelligence/documentModels/{path}:analyze", json=body, params=query
    )
    assert answer.status_code == status
    assert answer.json()["error"]["innererror"]["code"]
    if status == 404:
        assert answer.json()["error"]["innererror"]["code"] == "ModelNotFound"


async def test_a_result_can_be_deleted(house: VisionApis) -> None:
    begun = await house.post(f"{DOCUMENTS}:analyze", letter())
    await house.done(begun)
    place = begun.headers["operation-location"]
    assert (await house.client.delete(place)).status_code == 204
    assert (await house.client.get(place)).status_code == 404
