"""The Speech SDK for Python is heard: once, continuously, in several languages, by several people."""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import threading
import time
import wave
from collections.abc import Callable
from typing import Any

import azure.cognitiveservices.speech as speech
from program import ADDRESS, DATA, KEY, main, operation

JFK = DATA / "speech" / "en" / "jfk.wav"
AUSTEN = DATA / "speech" / "en" / "sense_and_sensibility_01_austen_64kb-0870.wav"
MANDARIN = DATA / "speech" / "zh" / "funasr_short77k.wav"
LIGHTS = DATA / "speech" / "en" / "oww_office_lights_1.wav"
_PATIENCE = 60.0
"""Seconds for one recognition."""


def config(key: str = KEY, language: str = "en-US", **more: str) -> Any:
    made = speech.SpeechConfig(**({"host": f"ws://{ADDRESS}"} | more), subscription=key)
    made.speech_recognition_language = language
    return made


def told(result: Any) -> dict[str, Any]:
    """A result as JSON."""
    row: dict[str, Any] = {
        "reason": result.reason.name,
        "text": result.text,
        "offset": result.offset / 1e7,
        "duration": result.duration / 1e7,
    }
    if result.reason is speech.ResultReason.Canceled:
        details = result.cancellation_details
        row |= {"code": details.code.name, "details": details.error_details}
    if result.reason is speech.ResultReason.NoMatch and not hasattr(result, "translations"):
        row["no_match"] = result.no_match_details.reason.name
    return row


def file(path: Any = JFK) -> Any:
    return speech.audio.AudioConfig(filename=str(path))


def all_of(recogniser: Any, start: str = "start_continuous_recognition", stop: str = "") -> dict[str, Any]:
    """Listen to the end of the sound: what was told, and how it ended."""
    over = threading.Event()
    rows: dict[str, list[Any]] = {"partials": [], "finals": [], "ends": []}
    transcribes = hasattr(recogniser, "transcribed")
    final = recogniser.transcribed if transcribes else recogniser.recognized
    partial = recogniser.transcribing if transcribes else recogniser.recognizing

    def row(result: Any) -> dict[str, Any]:
        return told(result) | ({"speaker": result.speaker_id} if transcribes else {})

    def cancelled(event: Any) -> None:
        details = event.cancellation_details
        rows["ends"].append([details.reason.name, details.code.name, details.error_details])
        over.set()

    partial.connect(lambda event: rows["partials"].append(row(event.result)))
    final.connect(lambda event: rows["finals"].append(row(event.result)))
    recogniser.canceled.connect(cancelled)
    recogniser.session_stopped.connect(lambda _: over.set())
    started = getattr(recogniser, start)()
    if started is not None:
        started.get()
    assert over.wait(_PATIENCE), rows
    stopped = getattr(recogniser, stop or start.replace("start", "stop"))()
    if stopped is not None:
        stopped.get()
    return rows


@operation("recognize_once")
def once() -> Any:
    return told(speech.SpeechRecognizer(config(), file()).recognize_once())


@operation("recognize_once, endpoint")
def once_by_endpoint() -> Any:
    made = speech.SpeechConfig(endpoint=f"ws://{ADDRESS}/", subscription=KEY)
    made.speech_recognition_language = "en-US"
    return told(speech.SpeechRecognizer(made, file()).recognize_once())


@operation("recognize_once, token")
def once_by_token() -> Any:
    made = speech.SpeechConfig(host=f"ws://{ADDRESS}")
    made.authorization_token = KEY
    return told(speech.SpeechRecognizer(made, file()).recognize_once())


@operation("recognize_once twice on one connection")
def twice() -> Any:
    recogniser = speech.SpeechRecognizer(config(), file())
    connection = speech.Connection.from_recognizer(recogniser)
    connection.open(False)
    first, second = recogniser.recognize_once(), recogniser.recognize_once()
    connection.close()
    return [told(first), told(second)]


@operation("continuous")
def continuous() -> Any:
    return all_of(speech.SpeechRecognizer(config(), file()))


@operation("dictation")
def dictation() -> Any:
    made = config()
    made.enable_dictation()
    return all_of(speech.SpeechRecognizer(made, file()))


@operation("detailed results, word times")
def detailed() -> Any:
    made = config()
    made.output_format = speech.OutputFormat.Detailed
    made.request_word_level_timestamps()
    result = speech.SpeechRecognizer(made, file()).recognize_once()
    return told(result) | {"json": json.loads(result.json)}


@operation("phrase list")
def phrases() -> Any:
    recogniser = speech.SpeechRecognizer(config(), file(LIGHTS))
    listed = speech.PhraseListGrammar.from_recognizer(recogniser)
    for each in ("office lights", "Kryzalys"):
        listed.addPhrase(each)
    return told(recogniser.recognize_once())


@operation("profanity, silences")
def options() -> Any:
    made = config()
    made.set_profanity(speech.ProfanityOption.Removed)
    made.set_property(speech.PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, "3000")
    made.set_property(speech.PropertyId.SpeechServiceConnection_EndSilenceTimeoutMs, "300")
    made.set_property(speech.PropertyId.Speech_SegmentationSilenceTimeoutMs, "300")
    return told(speech.SpeechRecognizer(made, file()).recognize_once())


def pushed(
    data: bytes, piece: int = 3_200, pause: Callable[[int], object] | None = None, **format: Any
) -> tuple[Any, Any]:
    """A push stream that somebody writes to at the pace of speech; ``pause(bytes)`` is asked before each
    piece, with how many bytes went before, and may hold the rest back."""
    stream = speech.audio.PushAudioInputStream(speech.audio.AudioStreamFormat(**format))

    def write() -> None:
        for at in range(0, len(data), piece):
            if pause is not None:
                pause(at)
            stream.write(data[at : at + piece])
            time.sleep(0.1)
        stream.close()

    return stream, threading.Thread(target=write, daemon=True)


@operation("push stream: words before the sound is over")
def push() -> Any:
    """After five seconds whoever speaks waits for words: a machine that is busy is only later, and a server
    that waits for the end of the sound is found out."""
    with wave.open(str(JFK)) as sound:
        data = sound.readframes(sound.getnframes())
    came = threading.Event()
    given = [0]

    def pause(at: int) -> None:
        if at >= 5 * 32_000:
            came.wait(_PATIENCE / 2)
        if not came.is_set():
            given[0] = at

    stream, writer = pushed(data, pause=pause, samples_per_second=16_000)
    recogniser = speech.SpeechRecognizer(config(), speech.audio.AudioConfig(stream=stream))
    recogniser.recognizing.connect(lambda _: came.set())
    writer.start()
    rows = all_of(recogniser)
    writer.join()
    return {"given": given[0] / 32_000, "sound": len(data) / 32_000, "finals": rows["finals"]}


@operation("push stream, silence")
def silence() -> Any:
    stream = speech.audio.PushAudioInputStream()
    stream.write(bytes(32_000 * 7))
    recogniser = speech.SpeechRecognizer(config(), speech.audio.AudioConfig(stream=stream))
    result = told(recogniser.recognize_once())
    stream.close()
    return result


class _Pull(speech.audio.PullAudioInputStreamCallback):
    def __init__(self) -> None:
        super().__init__()
        with wave.open(str(JFK)) as sound:
            self._data = memoryview(sound.readframes(sound.getnframes()))

    def read(self, buffer: memoryview) -> int:
        size = min(len(buffer), len(self._data))
        buffer[:size] = self._data[:size]
        self._data = self._data[size:]
        return size

    def close(self) -> None: ...


@operation("pull stream")
def pull() -> Any:
    stream = speech.audio.PullAudioInputStream(_Pull())
    return told(speech.SpeechRecognizer(config(), speech.audio.AudioConfig(stream=stream)).recognize_once())


@operation("push stream, mu-law 8 kHz")
def mu_law() -> Any:
    data = _mu_law()
    stream, writer = pushed(
        data, 8_000, samples_per_second=8_000, bits_per_sample=8, wave_stream_format=_MU_LAW
    )
    recogniser = speech.SpeechRecognizer(config(), speech.audio.AudioConfig(stream=stream))
    writer.start()
    return told(recogniser.recognize_once())


_MU_LAW = speech.AudioStreamWaveFormat.MULAW


def _mu_law() -> bytes:
    import audioop  # gone after Python 3.12

    with wave.open(str(JFK)) as sound:
        data = sound.readframes(sound.getnframes())
    return audioop.lin2ulaw(audioop.ratecv(data, 2, 1, 16_000, 8_000, None)[0], 2)


def _identified(path: Any, mode: str) -> Any:
    made = config()
    made.set_property(speech.PropertyId.SpeechServiceConnection_LanguageIdMode, mode)
    languages = speech.languageconfig.AutoDetectSourceLanguageConfig(languages=["en-US", "zh-CN"])
    recogniser = speech.SpeechRecognizer(
        made, audio_config=file(path), auto_detect_source_language_config=languages
    )
    result = recogniser.recognize_once()
    return told(result) | {"language": speech.AutoDetectSourceLanguageResult(result).language}


@operation("language identification, English")
def identified() -> Any:
    return _identified(JFK, "AtStart")


@operation("language identification, Mandarin")
def identified_mandarin() -> Any:
    return _identified(MANDARIN, "Continuous")


@operation("Mandarin")
def mandarin() -> Any:
    return told(speech.SpeechRecognizer(config(language="zh-CN"), file(MANDARIN)).recognize_once())


@operation("conversation transcriber")
def transcriber() -> Any:
    """A man, a woman and the man again."""
    stream = speech.audio.PushAudioInputStream()
    for each in (JFK, AUSTEN, JFK):
        with wave.open(str(each)) as sound:
            stream.write(sound.readframes(sound.getnframes()) + bytes(32_000))
    stream.close()
    audio = speech.audio.AudioConfig(stream=stream)
    recogniser = speech.transcription.ConversationTranscriber(config(), audio)
    return all_of(recogniser, "start_transcribing_async", "stop_transcribing_async")


def _translator(*targets: str, voice: str = "") -> Any:
    made = speech.translation.SpeechTranslationConfig(host=f"ws://{ADDRESS}", subscription=KEY)
    made.speech_recognition_language = "en-US"
    for each in targets:
        made.add_target_language(each)
    if voice:
        made.voice_name = voice
    return speech.translation.TranslationRecognizer(made, audio_config=file(LIGHTS))


@operation("translation recognizer")
def translated() -> Any:
    recogniser = _translator("zh-Hans", "de")
    result = recogniser.recognize_once()
    return told(result) | {"translations": dict(result.translations)}


@operation("translation recognizer, a language that nobody translates")
def untranslated() -> Any:
    return told(_translator("ja").recognize_once())


@operation("translation recognizer, spoken")
def translated_and_said() -> Any:
    recogniser = _translator("zh-Hans", voice="zh-CN-XiaoxiaoNeural")
    sound: list[bytes] = []
    recogniser.synthesizing.connect(lambda event: sound.append(event.result.audio))
    rows = all_of(recogniser)
    return rows | {"wav": sound[0][:4].decode(), "seconds": sum(map(len, sound)) / 32_000}


@operation("pronunciation assessment")
def assessed() -> Any:
    recogniser = speech.SpeechRecognizer(config(), file())
    speech.PronunciationAssessmentConfig(reference_text="ask not").apply_to(recogniser)
    return told(recogniser.recognize_once())


@operation("a language that nobody hears")
def unknown() -> Any:
    return told(speech.SpeechRecognizer(config(language="fi-FI"), file()).recognize_once())


@operation("no key")
def no_key() -> Any:
    made = speech.SpeechConfig(host=f"ws://{ADDRESS}")
    return told(speech.SpeechRecognizer(made, file()).recognize_once())


@operation("wrong key")
def wrong_key() -> Any:
    return told(speech.SpeechRecognizer(config("pk_wrong"), file()).recognize_once())


@operation("wrong key, continuous")
def wrong_key_continuous() -> Any:
    return all_of(speech.SpeechRecognizer(config("pk_wrong"), file()))


if __name__ == "__main__":
    main()
