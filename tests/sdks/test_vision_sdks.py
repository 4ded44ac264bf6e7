"""Azure's vision SDKs read, find and crop what tests draw; what is not offered is said in Azure's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fakes.papers import ROWS, table
from fakes.pictures import LEAF, LETTER, MIXED, blob, code, encoded, errors, page, pdf, stop_sign
from fakes.sdks import Sdks

Record = Callable[..., None]
V4, V3 = "azure-ai-vision-imageanalysis 1.0.0", "azure-cognitiveservices-vision-computervision 0.9.1"
DOCUMENTS = "azure-ai-documentintelligence 1.0.2"
CLIENTS = {"ImageAnalysisClient": V4, "ComputerVisionClient": V3, "DocumentIntelligenceClient": DOCUMENTS}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    ticket = page(["Ticket"], size=(900, 600))
    ticket.paste(code("https://example.org", "QRCode", 4), (300, 150))
    for name, data in {
        "letter.png": encoded(page(LETTER)),
        "mixed.png": encoded(page(MIXED)),
        "turned.png": encoded(page(LETTER).rotate(180)),
        "sign.png": encoded(stop_sign()),
        "blob.png": encoded(Image.fromarray(blob((900, 300), (80, 150)))),
        "ticket.png": encoded(ticket),
        "table.png": encoded(table(ROWS, ruled=True)),
        "pages.pdf": pdf([page(lines, size=LEAF) for lines in (MIXED, LETTER)]),
    }.items():
        (folder / name).write_bytes(data)
    return folder


def test_azure_s_vision_sdks(sdks: Sdks, conformance: Record, pictures: Path) -> None:
    rows = sdks.run("azure_vision.py", PICTURES=str(pictures))
    for operation, expected in EXACTLY.items():
        row = rows.pop(operation)
        assert row.ok, (operation, row.error, row.message)
        assert row.got == expected, operation
        recorded(conformance, operation, "works", NOTES.get(operation, ""))
    for operation, good in READ.items():
        row = rows.pop(operation)
        assert row.ok and good(row.got), row
        recorded(conformance, operation, "works", NOTES.get(operation, ""))
    for operation, why in REFUSED.items():
        row = rows.pop(operation)
        assert row.ok and why in str(row.got), row
        recorded(conformance, operation, "refused", why)
    assert not rows


def recorded(conformance: Record, operation: str, result: str, note: str) -> None:
    client, _, rest = operation.partition(".")
    sdk = CLIENTS[client.partition(",")[0]]
    if operation.endswith("wrong key"):
        conformance("Azure vision", "a wrong key", sdk, "refused", "401")
    else:
        conformance("Azure vision", rest or operation, sdk, result, note)


def reads(told: Any, wanted: tuple[str, ...]) -> bool:
    return errors("".join(told), "".join(wanted)) <= 0.02


READ: dict[str, Callable[[Any], bool]] = {
    "ImageAnalysisClient.analyze: read": lambda got: (
        reads(got[0], LETTER) and got[1:] == [["Dear", True], True]
    ),
    "ImageAnalysisClient.analyze: objects, tags, people": lambda got: (
        got[0] == got[2] == "stop sign" and 170 < got[1] < 230 and got[3] == 0
    ),
    "ImageAnalysisClient.analyze: smart crops": lambda got: (
        [each[0] for each in got] == [0.9, 1.33] and all(x < 80 for _, x in got)
    ),
    "ImageAnalysisClient.analyze: caption": lambda got: (
        got[0].startswith("You said: Describe this picture") and got[2:] == [480, "latest"]
    ),
    "ImageAnalysisClient.analyze: dense captions": lambda got: (
        [each[1] for each in got][:1] == [480]
        and all("You said" in text for text, _ in got)
        and len(got) == 2
    ),
    "ComputerVisionClient.analyze_image_in_stream": lambda got: (
        got[:2] == ["stop sign", "stop sign"] and 170 < got[2] < 230 and got[3:] == [False, "Png"]
    ),
    "ComputerVisionClient.describe_image_in_stream": lambda got: (
        got[0].startswith("You said: Describe") and got[1][0] == "stop sign"
    ),
    "ComputerVisionClient.read_in_stream, get_read_result": lambda got: (
        got[0] == "succeeded" and reads(got[1], MIXED) and got[2:] == ["zh-Hans", "pixel"]
    ),
    "ComputerVisionClient.read_in_stream: pages of a PDF": lambda got: (
        got[0][:2] == [2, "inch"] and reads(got[0][2], LETTER[:1])
    ),
    "DocumentIntelligenceClient.begin_analyze_document: prebuilt-read": lambda got: (
        reads([got[0]], MIXED + LETTER)
        and got[1][:3] == [1, "inch", 2]
        and got[2]
        and got[3] == ["en", "zh-Hans"]
        and got[4] == 36
    ),
}
EXACTLY: dict[str, Any] = {
    "ImageAnalysisClient.analyze: tags in Chinese": "停车让行标志",
    "ImageAnalysisClient, wrong key": [401, "401"],
    "ComputerVisionClient.detect_objects_in_stream": ["stop sign"],
    "ComputerVisionClient.tag_image_in_stream": "停车让行标志",
    "ComputerVisionClient.generate_thumbnail_in_stream": "ffd8ff",
    "ComputerVisionClient.get_area_of_interest_in_stream": True,
    "ComputerVisionClient.recognize_printed_text_in_stream": ["Down", "en", "Dear Ms Brown,"],
    "ComputerVisionClient.list_models": [],
    "DocumentIntelligenceClient.begin_analyze_document: base64Source, barcodes": [
        "Ticket", "QRCode", "https://example.org",
    ],
    "DocumentIntelligenceClient.begin_analyze_document: prebuilt-layout": [
        [len(ROWS), len(ROWS[0])],
        [[row, column, text] for row, texts in enumerate(ROWS) for column, text in enumerate(texts)],
    ],
    "DocumentIntelligenceClient, wrong key": [401, "401"],
}  # fmt: skip
REFUSED = {
    "ImageAnalysisClient.analyze_from_url": "[vision] fetch",
    "ComputerVisionClient.analyze_image_in_stream: adult, faces": "No engine here knows",
    "ComputerVisionClient.analyze_image_by_domain_in_stream": "no models of celebrities",
    "ComputerVisionClient.read_in_stream: no picture": "This is no picture that can be read",
    "ComputerVisionClient, wrong key": "(401)",
}
NOTES = {
    "ImageAnalysisClient.analyze: caption": "by a model of an upstream",
    "ImageAnalysisClient.analyze: dense captions": "the whole and what is found, by a model of an upstream",
    "ComputerVisionClient.describe_image_in_stream": "by a model of an upstream",
    "ComputerVisionClient.list_models": "there are none",
}
