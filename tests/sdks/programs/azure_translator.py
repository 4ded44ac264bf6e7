"""azure-ai-translation-text 1.0.1 (version 3.0) and 2.0.0 (version 2026-06-06) against Parley."""

# pyright: reportMissingImports=false
from __future__ import annotations

import importlib.metadata
from typing import Any

from azure.ai.translation.text import TextTranslationClient
from azure.core.credentials import AzureKeyCredential
from program import ADDRESS, KEY, main, operation

OLD = importlib.metadata.version("azure-ai-translation-text").startswith("1.")


def client(endpoint: str = f"http://{ADDRESS}", key: str = KEY) -> Any:
    return TextTranslationClient(endpoint=endpoint, credential=AzureKeyCredential(key))


def texts(*words: str, **more: Any) -> list[Any]:
    return [{"text": word, **more} for word in words]


@operation("languages")
def languages() -> Any:
    found = TextTranslationClient(endpoint=f"http://{ADDRESS}").get_supported_languages()
    named = client().get_supported_languages(accept_language="zh-Hans", scope="translation")
    return {
        "translation": sorted(found.translation),
        "transliteration": {tag: len(each.scripts) for tag, each in found.transliteration.items()},
        "german": named.translation["de"].name,
        "direction": str(found.translation["de"].dir),
    }


@operation("transliterate")
def transliterate() -> Any:
    found = client().transliterate(
        body=texts("こんにちは") if OLD else {"inputs": texts("こんにちは")},
        language="ja",
        from_script="Jpan",
        to_script="Latn",
    )
    (one,) = found
    return {"text": one.text, "script": one.script}


def _new(words: str, *languages: str, language: str | None = None, **target: Any) -> Any:
    source = {"language": language} if language else {}
    targets = [{"language": each, **target} for each in languages]
    (one,) = client().translate(body={"inputs": texts(words, targets=targets, **source)})
    return one


def _told(one: Any) -> Any:
    detected = one.detected_language
    return {
        "detected": detected.language if detected else None,
        "texts": [each.text for each in one.translations],
    }


@operation("translate")
def translate() -> Any:
    if not OLD:
        return _told(_new("hello world", "de", "zh-Hans"))
    (one,) = client().translate(body=texts("hello world"), to_language=["de", "zh-Hans"])
    return _told(one)


@operation("translate.from")
def translate_from() -> Any:
    if not OLD:
        return _told(_new("你好世界", "de", language="zh-Hans"))
    (one,) = client().translate(body=texts("你好世界"), to_language=["de"], from_language="zh-Hans")
    return _told(one)


@operation("translate.html")
def translate_html() -> Any:
    words = '<p>hello <b>world</b> <span class="notranslate">cat</span></p>'
    if not OLD:
        targets = [{"language": "de"}]
        item = texts(words, language="en", textType="html", targets=targets)
        (one,) = client().translate(body={"inputs": item})
        return _told(one)
    (one,) = client().translate(body=texts(words), to_language=["de"], from_language="en", text_type="html")
    return _told(one)


@operation("translate.script")
def translate_script() -> Any:
    if not OLD:
        return _told(_new("hello world", "zh-Hans", language="en", script="Latn"))
    (one,) = client().translate(
        body=texts("hello world"), to_language=["zh-Hans"], from_language="en", to_script="Latn"
    )
    return {"texts": [one.translations[0].transliteration.text]}


@operation("translate.prefix")
def translate_prefix() -> Any:
    """An address with ``cognitiveservices`` in it gets the long path."""
    there = client(f"http://{ADDRESS}/cognitiveservices")
    if not OLD:
        item = texts("cat", language="en", targets=[{"language": "de"}])
        return _told(there.translate(body={"inputs": item})[0])
    return _told(there.translate(body=texts("cat"), to_language=["de"], from_language="en")[0])


@operation("translate.unknown")
def translate_unknown() -> Any:
    if not OLD:
        return _told(_new("hello", "sw", language="en"))
    return _told(client().translate(body=texts("hello"), to_language=["sw"], from_language="en")[0])


@operation("key.wrong")
def wrong_key() -> Any:
    there = client(key="wrong" * 8)
    if not OLD:
        return there.translate(body={"inputs": texts("a", targets=[{"language": "de"}])})
    return there.translate(body=texts("a"), to_language=["de"])


if OLD:

    @operation("translate.lengths")
    def translate_lengths() -> Any:
        (one,) = client().translate(
            body=texts("hello world. good morning."),
            to_language=["zh-Hans"],
            from_language="en",
            include_sentence_length=True,
            include_alignment=True,
        )
        lengths = one.translations[0].sent_len
        return {
            "source": lengths.src_sent_len,
            "target": lengths.trans_sent_len,
            "alignment": one.translations[0].alignment,
        }

    @operation("breaksentence")
    def break_sentence() -> Any:
        (one,) = client().find_sentence_boundaries(body=texts("How are you? I am fine."))
        return {"lengths": one.sent_len, "language": one.detected_language.language}

    @operation("dictionary.lookup")
    def lookup() -> Any:
        """A word and the first of its translations; one that the dictionary has not got."""
        found, unknown = client().lookup_dictionary_entries(
            body=texts("apple", "xyzzy"), from_language="en", to_language="zh-Hans"
        )
        first = found.translations[0]
        return {
            "source": [found.normalized_source, found.display_source],
            "target": [first.normalized_target, first.display_target, first.pos_tag, first.prefix_word],
            "confidence": first.confidence,
            "back": [
                [each.display_text, each.normalized_text, each.frequency_count, each.num_examples]
                for each in first.back_translations
            ],
            "unknown": [unknown.normalized_source, unknown.translations],
        }

    @operation("dictionary.lookup.Chinese")
    def lookup_chinese() -> Any:
        (found,) = client().lookup_dictionary_entries(
            body=texts("\u91cd\u8981"), from_language="zh-Hans", to_language="en"
        )
        return [each.display_target for each in found.translations]

    @operation("dictionary.examples")
    def examples() -> Any:
        (found,) = client().lookup_dictionary_examples(
            body=texts("apple", translation="\u82f9\u679c"), from_language="en", to_language="zh-Hans"
        )
        return [
            [
                each.source_prefix + each.source_term + each.source_suffix,
                each.source_term,
                each.target_prefix + each.target_term + each.target_suffix,
                each.target_term,
            ]
            for each in found.examples
        ]

    @operation("dictionary.unknown")
    def lookup_unknown() -> Any:
        return client().lookup_dictionary_entries(body=texts("fly"), from_language="en", to_language="de")

    @operation("dictionary.languages")
    def dictionary_languages() -> Any:
        found = client().get_supported_languages(scope="dictionary").dictionary
        return {tag: [each.code for each in about.translations] for tag, about in found.items()}


if __name__ == "__main__":
    main()
