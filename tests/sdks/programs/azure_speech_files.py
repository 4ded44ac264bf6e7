"""The Speech SDK writes down the files that are named in FILES, one after the other: for benchmarks.

With PARTIALS=1 at the pace of speech, as from a microphone, and with partial results; with PARTIALS=0 as fast
as the SDK sends a file, and without.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import os
import threading
import time
import wave
from typing import Any

import azure.cognitiveservices.speech as speech
from program import ADDRESS, KEY, main, operation


@operation("files")
def files() -> Any:
    return [words(name) for name in os.environ["FILES"].split(os.pathsep)]


def words(name: str) -> dict[str, Any]:
    paced = os.environ["PARTIALS"] != "0"
    config = speech.SpeechConfig(host=f"ws://{ADDRESS}", subscription=KEY)
    config.speech_recognition_language = "en-US"
    with wave.open(name) as sound:
        kept = speech.audio.AudioStreamFormat(samples_per_second=sound.getframerate())
    stream = speech.audio.PushAudioInputStream(kept)
    audio = speech.audio.AudioConfig(stream=stream) if paced else speech.audio.AudioConfig(filename=name)
    recogniser = speech.SpeechRecognizer(config, audio)
    if not paced:
        connection = speech.Connection.from_recognizer(recogniser)
        none = '{"interimResults":{"resultType":"None"}}'
        connection.set_message_property("speech.context", "phraseOutput", none)
    over, heard, partials = threading.Event(), [], []
    recogniser.recognized.connect(lambda event: heard.append(event.result.text))
    recogniser.recognizing.connect(lambda event: partials.append(event.result.text))
    recogniser.session_stopped.connect(lambda _: over.set())
    recogniser.start_continuous_recognition()
    if paced:
        speak(name, stream)
    assert over.wait(120)
    recogniser.stop_continuous_recognition()
    assert paced or not partials
    return {"text": " ".join(heard), "partials": len(partials)}


def speak(name: str, stream: Any) -> None:
    """Write a file (mono, 16 bit) as somebody would say it."""
    with wave.open(name) as sound:
        due = time.monotonic()
        while piece := sound.readframes(sound.getframerate() // 10):
            stream.write(piece)
            due += 0.1
            time.sleep(max(0.0, due - time.monotonic()))
    stream.close()


if __name__ == "__main__":
    main()
