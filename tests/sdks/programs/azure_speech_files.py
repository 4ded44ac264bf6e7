"""The Speech SDK writes down the files that are named in FILES, one after the other: for benchmarks."""

# pyright: reportMissingImports=false
from __future__ import annotations

import os
import threading
from typing import Any

import azure.cognitiveservices.speech as speech
from program import ADDRESS, KEY, main, operation


@operation("files")
def files() -> Any:
    return [words(name) for name in os.environ["FILES"].split(os.pathsep)]


def words(name: str) -> dict[str, Any]:
    config = speech.SpeechConfig(host=f"ws://{ADDRESS}", subscription=KEY)
    config.speech_recognition_language = "en-US"
    recogniser = speech.SpeechRecognizer(config, speech.audio.AudioConfig(filename=name))
    if os.environ["PARTIALS"] == "0":
        connection = speech.Connection.from_recognizer(recogniser)
        connection.set_message_property(
            "speech.context", "phraseOutput", '{"interimResults":{"resultType":"None"}}'
        )
    over, heard, partials = threading.Event(), [], []
    recogniser.recognized.connect(lambda event: heard.append(event.result.text))
    recogniser.recognizing.connect(lambda event: partials.append(event.result.text))
    recogniser.session_stopped.connect(lambda _: over.set())
    recogniser.start_continuous_recognition()
    assert over.wait(120)
    recogniser.stop_continuous_recognition()
    assert not partials or os.environ["PARTIALS"] != "0"
    return {"text": " ".join(heard), "partials": len(partials)}


if __name__ == "__main__":
    main()
