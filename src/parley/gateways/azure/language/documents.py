"""The documents of a request: which can be analysed, in which language, and why others cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.gateways.azure.language.faults import Inner, Refused, Told
from parley.gateways.azure.language.shapes import CHARACTERS, DOCUMENTS, JOB_CHARACTERS, Document, Failed
from parley.language.detecting import detect
from parley.tags import primary

LANGUAGES = ("en", "zh")
CODES = "en, zh-Hans, zh-Hant, auto"


@dataclass(frozen=True, slots=True)
class Read:
    """A document that can be analysed."""

    id: str
    text: str
    language: str
    """``en`` or ``zh``; "" where the task asks for none."""
    tag: str
    """As the caller called it."""


def checked(documents: Sequence[Document]) -> None:
    """Raises ``Refused`` for too many documents or two of one id."""
    if len(documents) > DOCUMENTS:
        raise Refused("InvalidDocumentBatch", f"A request may have {DOCUMENTS} documents.")
    if len({one.id for one in documents}) < len(documents):
        raise Refused("InvalidDocumentBatch", "The ids of the documents of a request must differ.")


def checked_job(documents: Sequence[Document]) -> None:
    """As ``checked``, and for more text than a job may have."""
    checked(documents)
    if sum(len(one.text) for one in documents) > JOB_CHARACTERS:
        raise Refused(
            "InvalidDocumentBatch", f"The documents of a job may have {JOB_CHARACTERS:,} characters."
        )


def sorted_out(
    documents: Sequence[Document], *, languages: bool = True, most: int = CHARACTERS
) -> tuple[list[Read], list[Failed]]:
    """Those that can be analysed, and why the others cannot."""
    good: list[Read] = []
    bad: list[Failed] = []
    for one in documents:
        if not one.text.strip():
            bad.append(failed(one.id, "InvalidDocument", "Document text is empty."))
        elif len(one.text) > most:
            bad.append(failed(one.id, "InvalidDocument", f"A document may have {most:,} characters here."))
        elif not languages:
            good.append(Read(one.id, one.text, "", ""))
        else:
            language = language_of(one)
            if language in LANGUAGES:
                good.append(Read(one.id, one.text, language, one.language or language))
            else:
                message = f"Invalid language code. Supported languages: {CODES}."
                bad.append(failed(one.id, "UnsupportedLanguageCode", message))
    return good, bad


def language_of(document: Document) -> str:
    """The document's language as its caller named it, or as its words tell."""
    given = "en" if document.language is None else document.language.strip().lower()
    if given in ("", "auto"):
        return primary(detect(document.text).code.replace("_", "-")) or "en"
    return primary(given.replace("_", "-"))


def failed(id: str, code: str, message: str) -> Failed:
    """What a document that cannot be analysed is told."""
    return Failed(id, Told("InvalidArgument", "Invalid document in request.", None, Inner(code, message)))
