"""The Speech SDK for Python is spoken to: text, SSML, pieces of text, events, formats, voices."""

from __future__ import annotations

import base64
import tempfile
import threading
import wave
from pathlib import Path
from typing import Any

import azure.cognitiveservices.speech as speech
from program import ADDRESS, KEY, main, operation

FORMATS = (
    "Raw16Khz16BitMonoPcm",
    "Raw24Khz16BitMonoPcm",
    "Raw48Khz16BitMonoPcm",
    "Raw22050Hz16BitMonoPcm",
    "Raw8Khz8BitMonoMULaw",
    "Raw8Khz8BitMonoALaw",
    "Riff24Khz16BitMonoPcm",
    "Riff48Khz16BitMonoPcm",
    "Riff8Khz8BitMonoMULaw",
    "Audio16Khz32KBitRateMonoMp3",
    "Audio24Khz48KBitRateMonoMp3",
    "Audio48Khz192KBitRateMonoMp3",
    "Ogg16Khz16BitMonoOpus",
    "Ogg48Khz16BitMonoOpus",
    "Webm24Khz16BitMonoOpus",
    "Audio24Khz16Bit48KbpsMonoOpus",
)


def config(key: str = KEY, form: str = "", **more: str) -> Any:
    made = speech.SpeechConfig(**({"host": f"ws://{ADDRESS}"} | more), subscription=key)
    if form:
        made.set_speech_synthesis_output_format(getattr(speech.SpeechSynthesisOutputFormat, form))
    return made


def synthesizer(made: Any = None) -> Any:
    return speech.SpeechSynthesizer(made or config(), None)


def told(result: Any, sound: bool = False) -> dict[str, Any]:
    """A result as JSON."""
    row: dict[str, Any] = {
        "reason": result.reason.name,
        "bytes": len(result.audio_data),
        "duration": result.audio_duration.total_seconds(),
    }
    if sound:
        row["sound"] = base64.b64encode(result.audio_data).decode()
    if result.reason is speech.ResultReason.Canceled:
        details = result.cancellation_details
        row |= {"code": details.error_code.name, "details": details.error_details}
    return row


def ssml(inside: str) -> str:
    return (
        "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
        f"xmlns:mstts='http://www.w3.org/2001/mstts' xml:lang='en-US'>{inside}</speak>"
    )


class Events(list[Any]):
    """What a voice tells. The SDK tells it on a thread of its own, and may have the sound before."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def whole(self) -> list[Any]:
        """All of it, once the last was told."""
        self.over.wait(10)
        return list(self)


def events(voice: Any) -> Events:
    """Where what the voice tells will be listed."""
    found = Events()

    def word(event: Any) -> None:
        place = [event.text_offset, event.word_length]
        time = [event.audio_offset / 1e7, event.duration.total_seconds()]
        found.append([event.boundary_type.name, event.text, *place, *time])

    voice.synthesis_word_boundary.connect(word)
    voice.synthesis_completed.connect(lambda _: found.over.set())
    voice.bookmark_reached.connect(lambda event: found.append(["Mark", event.text, event.audio_offset / 1e7]))
    return found


@operation("speak_text")
def text() -> Any:
    return told(synthesizer().speak_text("Hello from a local server."), sound=True)


@operation("speak_text in Chinese")
def chinese() -> Any:
    return told(synthesizer().speak_text("今天天气很好。"), sound=True)


@operation("speak_text, words and sentences")
def words() -> Any:
    made = config()
    made.set_property(speech.PropertyId.SpeechServiceResponse_RequestSentenceBoundary, "true")
    voice = synthesizer(made)
    found = events(voice)
    said = "Hello, my friend. It is 7:30 & 今天天气很好。"
    row = told(voice.speak_text(said), sound=True)
    return row | {"events": found.whole(), "text": said}


@operation("speak_ssml")
def markup() -> Any:
    voice = synthesizer()
    found = events(voice)
    source = ssml(
        "<voice name='en-GB-SoniaNeural'>One<bookmark mark='here'/><break time='2s'/>"
        "<prosody rate='+50%' pitch='+20%' volume='60'>two</prosody>"
        "<say-as interpret-as='date' format='dmy'>3/4/2026</say-as></voice>"
        "<voice name='zh-CN-XiaoxiaoNeural'>三</voice>"
    )
    return told(voice.speak_ssml(source)) | {"events": found.whole(), "source": source}


@operation("speak_ssml that is none")
def broken() -> Any:
    return told(synthesizer().speak_ssml(ssml("<voice name='x'>Hi")))


@operation("speak_ssml of 70,000 characters")
def oversized() -> Any:
    return told(synthesizer().speak_ssml(ssml("x" * 70_000)))


@operation("start_speaking_text, the first sound")
def streamed() -> Any:
    """How much sound had come when the first piece was told of."""
    voice = synthesizer()
    sizes: list[int] = []
    voice.synthesizing.connect(lambda event: sizes.append(len(event.result.audio_data)))
    whole = voice.speak_text("This is a sentence. " * 100)
    return {"pieces": len(sizes), "first": sizes[0], "whole": len(whole.audio_data)}


@operation("stop_speaking")
def stopped() -> Any:
    voice = synthesizer()
    ended = threading.Event()
    pieces: list[int] = []
    voice.synthesizing.connect(lambda event: pieces.append(len(event.result.audio_data)))
    voice.synthesis_canceled.connect(lambda _: ended.set())
    voice.start_speaking_text("This is a long story. " * 800)
    voice.stop_speaking()
    return {"ended": ended.wait(10), "again": told(voice.speak_text("Still here."))}


@operation("two at once")
def two() -> Any:
    voice = synthesizer()
    first, second = voice.speak_text_async("The first."), voice.speak_text_async("The second one.")
    return [told(first.get()), told(second.get())]


@operation("AudioOutputConfig(filename)")
def file() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.wav"
        voice = speech.SpeechSynthesizer(config(), speech.audio.AudioOutputConfig(filename=str(path)))
        row = told(voice.speak_text("Hello from a local server."))
        del voice
        with wave.open(str(path)) as sound:
            return row | {"rate": sound.getframerate(), "seconds": sound.getnframes() / sound.getframerate()}


@operation("AudioDataStream")
def stream() -> Any:
    result = synthesizer().start_speaking_text("Hello from a local server.")
    sound = speech.AudioDataStream(result)
    size, buffer = 0, bytes(3_200)
    while (filled := sound.read_data(buffer)) > 0:
        size += filled
    return {"bytes": size, "status": sound.status.name}


@operation("text streaming")
def pieces() -> Any:
    voice = synthesizer(config(endpoint=f"ws://{ADDRESS}/cognitiveservices/websocket/v2"))
    found = events(voice)
    request = speech.SpeechSynthesisRequest(speech.SpeechSynthesisRequestInputType.TextStream)
    task = voice.speak_async(request)
    for piece in ("Hello ", "streaming ", "world. How", " are you?"):
        request.input_stream.write(piece)
    request.input_stream.close()
    return told(task.get(), sound=True) | {"events": found.whole()}


@operation("endpoint=, with /tts")
def rest() -> Any:
    return told(
        synthesizer(config(endpoint=f"ws://{ADDRESS}/tts/cognitiveservices/websocket/v1")).speak_text("Hi.")
    )


@operation("get_voices")
def voices() -> Any:
    result = synthesizer().get_voices_async().get()
    return {
        "reason": result.reason.name,
        "voices": [[each.short_name, each.locale, each.gender.name] for each in result.voices],
        "german": [each.short_name for each in synthesizer().get_voices_async("de-DE").get().voices],
    }


@operation("speak with a voice of the list")
def own() -> Any:
    made = config()
    made.speech_synthesis_voice_name = "en-GB-Espeak"
    return told(synthesizer(made).speak_text("Hello."))


@operation("every output format")
def formats() -> Any:
    rows: dict[str, Any] = {}
    for form in FORMATS:
        rows[form] = told(synthesizer(config(form=form)).speak_text("One, two, three."), sound=True)
    return rows


@operation("an output format that is not encoded")
def unencoded() -> Any:
    return told(synthesizer(config(form="AmrWb16000Hz")).speak_text("Hello."))


@operation("a wrong key")
def refused() -> Any:
    return told(synthesizer(config(key="wrong")).speak_text("Hello."))


@operation("a language that nobody speaks")
def nobody() -> Any:
    made = config()
    made.speech_synthesis_voice_name = "xx-XX-NobodyNeural"
    return told(synthesizer(made).speak_text("Hello."))


main()
