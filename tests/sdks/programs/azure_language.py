"""Azure's text analytics SDK, in each of its API versions."""

# pyright: reportMissingImports=false
from __future__ import annotations

from typing import Any

from azure.ai.textanalytics import (
    AbstractiveSummaryAction,
    AnalyzeSentimentAction,
    ExtractiveSummaryAction,
    ExtractKeyPhrasesAction,
    RecognizeEntitiesAction,
    RecognizeLinkedEntitiesAction,
    RecognizePiiEntitiesAction,
    TextAnalyticsClient,
    TextDocumentInput,
)
from azure.core.credentials import AzureKeyCredential
from program import ADDRESS, KEY, main, operation

VERSIONS = ("2023-04-01", "2022-05-01", "v3.1")
ENGLISH = "The food at Cafe Rouge in Paris was wonderful. The waiter was rude and slow, a terrible evening."
CHINESE = "酒店的房间非常干净，服务热情周到，下次还会来。可惜早餐很难吃，太失望了。"
PERSON = (
    "My name is John Smith, my SSN is 859-98-0987 and my mail is john@example.com 😀 call +1 425-555-0123."
)
CHINESE_PERSON = "我叫李伟，身份证号11010519491231002X，手机13912345678，住在北京市朝阳区建国路88号。"
STORY = (
    "Cloud computing changed how companies buy computers. Amazon began to rent out servers in 2006. "
    "Microsoft and Google followed with cloud computing services of their own. Today most companies rent "
    "computers from a few cloud companies. The weather was fine that day. Some companies now move back to "
    "computers of their own, because renting cloud computers became expensive."
)
CHINESE_STORY = (
    "中国科学院近日宣布，科研人员在量子计算领域取得重要突破。该研究团队研制出新型超导量子计算机，"
    "运算速度大幅提升。量子计算被认为是下一代信息技术的关键。今天天气不错。专家表示，这一成果将推动量子计算机的产业化应用。"
)


def client(version: str, key: str = KEY, **more: Any) -> TextAnalyticsClient:
    """The SDK's client, with the one line changed."""
    return TextAnalyticsClient(
        f"http://{ADDRESS}", AzureKeyCredential(key), api_version=version, retry_total=0, **more
    )


def told(result: Any) -> Any:
    """A result or a document's error, as plain values."""
    return (
        {"error": {"code": result.error.code, "message": result.error.message}} if result.is_error else result
    )


DOCUMENTS = [
    TextDocumentInput(id="en", text=ENGLISH, language="en"),
    TextDocumentInput(id="zh", text=CHINESE, language="zh-Hans"),
    TextDocumentInput(id="fr", text="Bonjour tout le monde", language="fr"),
    TextDocumentInput(id="none", text="  ", language="en"),
]


def _tries(version: str) -> None:
    @operation(f"analyze_sentiment {version}")
    def sentiment() -> Any:
        found = client(version).analyze_sentiment(DOCUMENTS, show_opinion_mining=True, show_stats=True)
        return [
            told(one)
            if one.is_error
            else {
                "sentiment": one.sentiment,
                "scores": dict(one.confidence_scores.items()),
                "sentences": [
                    (each.sentiment, each.text, each.offset, each.length) for each in one.sentences
                ],
                "warnings": [each.code for each in one.warnings],
                "characters": one.statistics.character_count,
            }
            for one in found
        ]

    @operation(f"detect_language {version}")
    def language() -> Any:
        texts = ["Guten Morgen, wie geht es Ihnen heute?", "今天天气真好", "臺灣的天氣很好", "12345"]
        return [
            (
                one.primary_language.iso6391_name,
                one.primary_language.name,
                one.primary_language.confidence_score,
            )
            for one in client(version).detect_language(texts)
        ]

    @operation(f"extract_key_phrases {version}")
    def phrases() -> Any:
        documents = [{"id": "1", "text": STORY}, {"id": "2", "text": CHINESE_STORY, "language": "zh"}]
        return [one.key_phrases for one in client(version).extract_key_phrases(documents)]

    @operation(f"recognize_entities {version}")
    def entities() -> Any:
        texts = [STORY, "昨天下午三点，马云在杭州见了北京大学的李小龙教授，花了300元。"]
        return [
            [(each.text, each.category, each.subcategory, each.offset, each.length) for each in one.entities]
            for one in client(version).recognize_entities(texts)
        ]

    @operation(f"recognize_linked_entities {version}")
    def linked() -> Any:
        (one,) = client(version).recognize_linked_entities(
            ["She flew from Paris to Tokyo, then back to Paris."]
        )
        return [
            (each.name, each.url, each.data_source, each.data_source_entity_id, len(each.matches))
            for each in one.entities
        ]

    @operation(f"recognize_pii_entities {version}")
    def personal() -> Any:
        documents = [{"id": "1", "text": PERSON}, {"id": "2", "text": CHINESE_PERSON, "language": "zh-Hans"}]
        return [
            {
                "redacted": one.redacted_text,
                "found": [(each.text, each.category, each.offset, each.length) for each in one.entities],
            }
            for one in client(version).recognize_pii_entities(documents)
        ]

    @operation(f"recognize_pii_entities, some categories {version}")
    def some() -> Any:
        (one,) = client(version).recognize_pii_entities([PERSON], categories_filter=["Email"])
        return [one.redacted_text, [each.category for each in one.entities]]

    @operation(f"begin_analyze_actions {version}")
    def actions() -> Any:
        poller = client(version).begin_analyze_actions(
            [ENGLISH, STORY],
            [
                RecognizeEntitiesAction(),
                RecognizePiiEntitiesAction(),
                ExtractKeyPhrasesAction(),
                RecognizeLinkedEntitiesAction(),
                AnalyzeSentimentAction(),
            ],
            display_name="all of them",
            polling_interval=0.2,
        )
        pages = [[each.kind for each in one] for one in poller.result()]
        return {"kinds": pages, "name": poller.details["display_name"], "status": poller.status()}


for each in VERSIONS:
    _tries(each)


@operation("begin_extract_summary 2023-04-01")
def extracted() -> Any:
    documents = [{"id": "1", "text": STORY}, {"id": "2", "text": CHINESE_STORY, "language": "zh-Hans"}]
    poller = client("2023-04-01").begin_extract_summary(
        documents, max_sentence_count=2, order_by="Rank", polling_interval=0.2
    )
    return [
        [(each.text, each.rank_score, each.offset, each.length) for each in one.sentences]
        for one in poller.result()
    ]


@operation("begin_abstract_summary 2023-04-01")
def abstract() -> Any:
    poller = client("2023-04-01").begin_abstract_summary([STORY], polling_interval=0.2)
    return [told(one) for one in poller.result()]


@operation("begin_analyze_actions, one of them failing")
def partly() -> Any:
    poller = client("2023-04-01").begin_analyze_actions(
        [STORY], [ExtractiveSummaryAction(), AbstractiveSummaryAction()], polling_interval=0.2
    )
    return [["error" if each.is_error else each.kind for each in one] for one in poller.result()]


@operation("begin_analyze_healthcare_entities 2023-04-01")
def healthcare() -> Any:
    return list(client("2023-04-01").begin_analyze_healthcare_entities(["He takes aspirin."]).result())


@operation("begin_single_label_classify 2023-04-01")
def classify() -> Any:
    return list(client("2023-04-01").begin_single_label_classify(["x"], "project", "one").result())


@operation("begin_recognize_custom_entities 2023-04-01")
def custom() -> Any:
    return list(client("2023-04-01").begin_recognize_custom_entities(["x"], "project", "one").result())


@operation("too many documents")
def many() -> Any:
    return client("2023-04-01").analyze_sentiment(["x"] * 26)


@operation("wrong key")
def wrong() -> Any:
    return client("2023-04-01", key="wrong").analyze_sentiment(["x"])


if __name__ == "__main__":
    main()
