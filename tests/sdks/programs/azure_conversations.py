"""Azure's SDKs for conversational understanding and for question answering."""

# pyright: reportMissingImports=false
from __future__ import annotations

import tempfile
from typing import Any

from azure.ai.language.conversations import ConversationAnalysisClient
from azure.ai.language.questionanswering import QuestionAnsweringClient
from azure.ai.language.questionanswering.models import (
    AnswersFromTextOptions,
    KnowledgeBaseAnswerContext,
    MetadataFilter,
    QueryFilters,
    ShortAnswerOptions,
    TextDocument,
)
from azure.core.credentials import AzureKeyCredential
from program import ADDRESS, KEY, main, operation

SURFACE = [
    TextDocument(
        id="surface",
        text="Power and charging. It takes two to four hours to charge the Surface Pro 4 battery fully. It "
        "was presented by Panos Panay in New York on October 6, 2015.",
    ),
    TextDocument(id="garden", text="Tomatoes need much sun. Water them every morning."),
]
CHINESE = [
    TextDocument(id="1", text="长城始建于公元前7世纪。长城全长21196公里。它是中国古代的军事防御工程。")
]


def conversations() -> ConversationAnalysisClient:
    """The SDK's client, with the one line changed."""
    return ConversationAnalysisClient(f"http://{ADDRESS}", AzureKeyCredential(KEY), retry_total=0)


def understood(text: str, project: str = "parley") -> Any:
    """What is meant."""
    task = {
        "kind": "Conversation",
        "analysisInput": {"conversationItem": {"id": "1", "participantId": "1", "text": text}},
        "parameters": {"projectName": project, "deploymentName": "any"},
    }
    return conversations().analyze_conversation(task)["result"]


@operation("analyze_conversation, English")
def english() -> Any:
    return understood("Set a timer for ten minutes")


@operation("analyze_conversation, Chinese")
def chinese() -> Any:
    return understood("帮我定一个十分钟的计时器")


@operation("analyze_conversation, nothing meant")
def nothing() -> Any:
    return understood("The mitochondrion is the powerhouse of the cell")


@operation("analyze_conversation, unknown project")
def unknown() -> Any:
    return understood("hello", "nobody")


def questions() -> QuestionAnsweringClient:
    """The SDK's client, with the one line changed."""
    return QuestionAnsweringClient(f"http://{ADDRESS}", AzureKeyCredential(KEY), retry_total=0)


def plain(answer: Any) -> dict[str, Any]:
    """An answer as plain values."""
    short = answer.short_answer
    return {
        "answer": answer.answer,
        "confidence": answer.confidence,
        "short": short.text if short else None,
        "id": getattr(answer, "id", None) or getattr(answer, "qna_id", None),
        "offset": getattr(answer, "offset", None),
    }


@operation("get_answers_from_text, English")
def text() -> Any:
    found = questions().get_answers_from_text(
        AnswersFromTextOptions(
            question="How long does it take to charge the battery?", text_documents=SURFACE
        )
    )
    return [plain(one) for one in found.answers]


@operation("get_answers_from_text, Chinese")
def chinese_text() -> Any:
    found = questions().get_answers_from_text(
        AnswersFromTextOptions(question="长城有多长？全长多少公里？", text_documents=CHINESE, language="zh")
    )
    return [plain(one) for one in found.answers]


@operation("get_answers_from_text, no answer")
def no_text() -> Any:
    found = questions().get_answers_from_text(
        AnswersFromTextOptions(question="Who discovered penicillin?", text_documents=SURFACE)
    )
    return [plain(one) for one in found.answers]


def asked(question: str | None = None, project: str = "house", **more: Any) -> Any:
    """The answers of a project."""
    found = questions().get_answers(project_name=project, deployment_name="any", question=question, **more)
    return [
        {
            **plain(one),
            "id": one.qna_id,
            "questions": one.questions,
            "metadata": one.metadata,
            "prompts": [each.display_text for each in one.dialog.prompts] if one.dialog else [],
        }
        for one in found.answers
    ]


@operation("get_answers, English")
def project() -> Any:
    return asked("how do I reset the wifi router")


@operation("get_answers, Chinese")
def chinese_project() -> Any:
    return asked("怎么重启路由器啊？")


@operation("get_answers, no answer")
def no_answer() -> Any:
    return asked("Which planet is the largest?")


@operation("get_answers, several, filtered")
def filtered() -> Any:
    return asked(
        "when is the rubbish collected",
        top=3,
        confidence_threshold=0.1,
        filters=QueryFilters(metadata_filter=MetadataFilter(metadata=[("topic", "waste")])),
        short_answer_options=ShortAnswerOptions(enable=True),
    )


@operation("get_answers, what follows")
def follows() -> Any:
    return asked("and the glass?", answer_context=KnowledgeBaseAnswerContext(previous_qna_id=2))


@operation("get_answers, by id")
def by_id() -> Any:
    found = questions().get_answers(project_name="house", deployment_name="any", qna_id=1)
    return [one.answer for one in found.answers]


@operation("get_answers, unknown project")
def no_project() -> Any:
    return asked("hello", "nobody" + tempfile.gettempprefix())


if __name__ == "__main__":
    main()
