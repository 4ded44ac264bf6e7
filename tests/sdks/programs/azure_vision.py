"""azure-ai-vision-imageanalysis, -cognitiveservices-vision-computervision and -ai-documentintelligence.

The pictures lie in the folder ``PICTURES``.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any

from azure.ai.documentintelligence import DocumentIntelligenceClient
from azure.ai.documentintelligence.models import AnalyzeDocumentRequest, DocumentAnalysisFeature
from azure.ai.vision.imageanalysis import ImageAnalysisClient
from azure.ai.vision.imageanalysis.models import VisualFeatures
from azure.cognitiveservices.vision.computervision import ComputerVisionClient
from azure.cognitiveservices.vision.computervision.models import OperationStatusCodes
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from msrest.authentication import CognitiveServicesCredentials
from program import ADDRESS, KEY, main, operation

HERE = Path(os.environ.get("PICTURES", "."))
URL = f"http://{ADDRESS}"


def data(name: str) -> bytes:
    return (HERE / name).read_bytes()


def analysis(key: str = KEY) -> ImageAnalysisClient:
    return ImageAnalysisClient(URL, AzureKeyCredential(key))


def vision(key: str = KEY) -> ComputerVisionClient:
    return ComputerVisionClient(URL, CognitiveServicesCredentials(key))


def documents(key: str = KEY) -> DocumentIntelligenceClient:
    return DocumentIntelligenceClient(URL, AzureKeyCredential(key))


@operation("ImageAnalysisClient.analyze: read")
def v4_read() -> Any:
    told = analysis().analyze(data("letter.png"), [VisualFeatures.READ])
    assert told.read is not None
    lines = told.read.blocks[0].lines
    corner = lines[0].bounding_polygon[0]
    word = lines[0].words[0]
    return [[line.text for line in lines], [word.text, word.confidence > 0.9], isinstance(corner.x, int)]


@operation("ImageAnalysisClient.analyze: objects, tags, people")
def v4_objects() -> Any:
    features = [VisualFeatures.OBJECTS, VisualFeatures.TAGS, VisualFeatures.PEOPLE]
    told = analysis().analyze(data("sign.png"), features)
    assert told.objects is not None and told.tags is not None and told.people is not None
    thing = told.objects.list[0]
    return [thing.tags[0].name, thing.bounding_box.width, told.tags.list[0].name, len(told.people.list)]


@operation("ImageAnalysisClient.analyze: tags in Chinese")
def v4_chinese() -> Any:
    told = analysis().analyze(data("sign.png"), [VisualFeatures.TAGS], language="zh")
    assert told.tags is not None
    return told.tags.list[0].name


@operation("ImageAnalysisClient.analyze: smart crops")
def v4_crops() -> Any:
    told = analysis().analyze(
        data("blob.png"), [VisualFeatures.SMART_CROPS], smart_crops_aspect_ratios=[0.9, 1.33]
    )
    assert told.smart_crops is not None
    return [[each.aspect_ratio, each.bounding_box.x] for each in told.smart_crops.list]


@operation("ImageAnalysisClient.analyze: caption")
def v4_caption() -> Any:
    told = analysis().analyze(data("sign.png"), [VisualFeatures.CAPTION], gender_neutral_caption=True)
    assert told.caption is not None
    return [told.caption.text, f"{told.caption.confidence:.1f}", told.metadata.width, told.model_version]


def refused(call: Any) -> Any:
    try:
        call()
    except HttpResponseError as error:
        assert error.error is not None
        return [error.status_code, error.error.code, error.error.message]
    return "was not refused"


@operation("ImageAnalysisClient.analyze: dense captions")
def v4_dense() -> Any:
    told = analysis().analyze(data("sign.png"), [VisualFeatures.DENSE_CAPTIONS])
    assert told.dense_captions is not None
    return [[each.text, each.bounding_box.width] for each in told.dense_captions.list]


@operation("ImageAnalysisClient.analyze_from_url")
def v4_url() -> Any:
    return refused(lambda: analysis().analyze_from_url("https://example.org/a.jpg", [VisualFeatures.TAGS]))


@operation("ImageAnalysisClient, wrong key")
def v4_key() -> Any:
    return refused(lambda: analysis("wrong" * 8).analyze(data("sign.png"), [VisualFeatures.TAGS]))[:2]


@operation("ComputerVisionClient.analyze_image_in_stream")
def v3_analyze() -> Any:
    told = vision().analyze_image_in_stream(io.BytesIO(data("sign.png")), ["Tags", "Objects", "Color"])
    thing = told.objects[0]
    return [
        told.tags[0].name,
        thing.object_property,
        thing.rectangle.w,
        told.color.is_bw_img,
        told.metadata.format,
    ]


@operation("ComputerVisionClient.describe_image_in_stream")
def v3_describe() -> Any:
    told = vision().describe_image_in_stream(io.BytesIO(data("sign.png")))
    return [told.captions[0].text, told.tags]


@operation("ComputerVisionClient.detect_objects_in_stream")
def v3_detect() -> Any:
    return [
        each.object_property
        for each in vision().detect_objects_in_stream(io.BytesIO(data("sign.png"))).objects
    ]


@operation("ComputerVisionClient.tag_image_in_stream")
def v3_tag() -> Any:
    return vision().tag_image_in_stream(io.BytesIO(data("sign.png")), language="zh").tags[0].name


@operation("ComputerVisionClient.generate_thumbnail_in_stream")
def v3_thumbnail() -> Any:
    pieces = vision().generate_thumbnail_in_stream(60, 40, io.BytesIO(data("blob.png")), smart_cropping=True)
    return b"".join(pieces)[:3].hex()


@operation("ComputerVisionClient.get_area_of_interest_in_stream")
def v3_area() -> Any:
    area = vision().get_area_of_interest_in_stream(io.BytesIO(data("blob.png"))).area_of_interest
    return area.x <= 80 <= area.x + area.w


@operation("ComputerVisionClient.recognize_printed_text_in_stream")
def v3_ocr() -> Any:
    told = vision().recognize_printed_text_in_stream(io.BytesIO(data("turned.png")))
    words = [word.text for region in told.regions for line in region.lines for word in line.words]
    return [told.orientation, told.language, " ".join(words[:3])]


def read(name: str, **how: Any) -> Any:
    client = vision()
    begun = client.read_in_stream(io.BytesIO(data(name)), raw=True, **how)
    id = begun.headers["Operation-Location"].rsplit("/", 1)[1]
    while True:
        told = client.get_read_result(id)
        if told.status not in (OperationStatusCodes.running, OperationStatusCodes.not_started):
            return told
        time.sleep(0.1)


@operation("ComputerVisionClient.read_in_stream, get_read_result")
def v3_read() -> Any:
    told = read("mixed.png")
    (page,) = told.analyze_result.read_results
    return [told.status.value, [line.text for line in page.lines], page.language, page.unit.value]


@operation("ComputerVisionClient.read_in_stream: pages of a PDF")
def v3_pdf() -> Any:
    told = read("pages.pdf", pages=["2"], reading_order="natural")
    return [[page.page, page.unit.value, page.lines[0].text] for page in told.analyze_result.read_results]


@operation("ComputerVisionClient.list_models")
def v3_models() -> Any:
    return vision().list_models().models_property


def refused3(call: Any) -> Any:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the SDK has a class for every operation
        return [type(error).__name__, str(error)]
    return "was not refused"


@operation("ComputerVisionClient.analyze_image_in_stream: adult, faces")
def v3_refused() -> Any:
    return refused3(
        lambda: vision().analyze_image_in_stream(io.BytesIO(data("sign.png")), ["Adult", "Faces"])
    )


@operation("ComputerVisionClient.analyze_image_by_domain_in_stream")
def v3_domain() -> Any:
    return refused3(
        lambda: vision().analyze_image_by_domain_in_stream("landmarks", io.BytesIO(data("sign.png")))
    )


@operation("ComputerVisionClient.read_in_stream: no picture")
def v3_garbage() -> Any:
    return refused3(lambda: vision().read_in_stream(io.BytesIO(b"no picture")))


@operation("ComputerVisionClient, wrong key")
def v3_key() -> Any:
    return refused3(lambda: vision("wrong" * 8).tag_image_in_stream(io.BytesIO(data("sign.png"))))


@operation("DocumentIntelligenceClient.begin_analyze_document: prebuilt-read")
def di_read() -> Any:
    poller = documents().begin_analyze_document(
        "prebuilt-read", io.BytesIO(data("pages.pdf")), features=[DocumentAnalysisFeature.LANGUAGES]
    )
    told = poller.result()
    assert told.paragraphs is not None and told.languages is not None
    page = told.pages[0]
    assert page.words is not None and page.lines is not None
    span = page.words[1].span
    return [
        told.content,
        [page.page_number, page.unit, len(told.pages), len(told.paragraphs)],
        told.content[span.offset : span.offset + span.length] == page.words[1].content,
        sorted({each.locale for each in told.languages}),
        len(poller.details["operation_id"]),
    ]


@operation("DocumentIntelligenceClient.begin_analyze_document: base64Source, barcodes")
def di_base64() -> Any:
    request = AnalyzeDocumentRequest(bytes_source=data("ticket.png"))
    told = documents().begin_analyze_document("prebuilt-read", request, features=["barcodes"]).result()
    barcodes = told.pages[0].barcodes
    assert barcodes is not None
    return [told.content, barcodes[0].kind, barcodes[0].value]


@operation("DocumentIntelligenceClient.begin_analyze_document: prebuilt-layout")
def di_layout() -> Any:
    told = documents().begin_analyze_document("prebuilt-layout", io.BytesIO(data("table.png"))).result()
    assert told.tables is not None
    (table,) = told.tables
    return [
        [table.row_count, table.column_count],
        [[cell.row_index, cell.column_index, cell.content] for cell in table.cells],
    ]


@operation("DocumentIntelligenceClient, wrong key")
def di_key() -> Any:
    return refused(
        lambda: documents("wrong" * 8).begin_analyze_document("prebuilt-read", io.BytesIO(data("letter.png")))
    )[:2]


if __name__ == "__main__":
    main()
