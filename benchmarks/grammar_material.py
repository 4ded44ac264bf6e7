"""Recordings for the grammar benchmark: some whose words are in the grammar, some with anything else."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile as sf
from recordings import recordings

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.clock import SystemClock
from parley.models.store import Store
from parley.skills.service import Skills
from parley.speech.lexicon import Lexicon
from parley.speech.types import Grammar, SpeechRequest

PAUSE_FRAMES = 50
"""Frames of 10 ms that end an utterance."""

WINDOW_SECONDS = 2.5
"""Length of a piece cut from long unscripted speech."""

UNSCRIPTED = {
    "zh": ("zh/wenet_mid.wav", "zh/wenet_ios_test.wav", "zh/funasr_vad70s.wav"),
    "en": (
        "en/moonshine_two_cities_16k.wav",
        "en/moonshine_endgame2spk.wav",
        "en/moonshine_intent.wav",
    ),
}


@dataclass(frozen=True)
class Clip:
    """One recording, or a piece of one."""

    source: str
    """The recording it comes from: pieces of one recording are held out together."""
    kind: str
    """``whole``, ``utterance`` and ``phrase`` are in the grammar; all else is not."""
    text: str
    """What is said, where that is known."""
    samples: Samples


def transcribed(data: Path, language: str, lexicon: Lexicon, transcripts: Path | None = None) -> list[Clip]:
    """The recordings in a language whose words are known and that the dictionary can hear."""
    free = {data / "speech" / name for name in UNSCRIPTED[language]}
    return [
        Clip(row.path.name, "utterance", row.words, read(row.path))
        for row in recordings(transcripts)
        if row.language == language and row.path not in free and lexicon.words(row.words) is not None
    ]


def aligned(clip: Clip, decoder: Any, lexicon: Lexicon) -> list[Any]:
    """The words and silences of a recording with their frames of 10 ms, by forced alignment."""
    words = lexicon.words(clip.text) or ()
    for word in words:
        if decoder.lookup_word(word) is None:
            decoder.add_word(word, lexicon.pronounce(word)[0], True)
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw(clip.samples.tobytes(), full_utt=True)
    decoder.end_utt()
    return list(decoder.seg() or ())


def utterances(clip: Clip, decoder: Any, lexicon: Lexicon) -> Iterator[Clip]:
    """A recording as a listener gets it: cut in the middle of every pause of half a second."""
    row: list[Any] = []
    first = 0
    segments = aligned(clip, decoder, lexicon)
    while segments and silent(segments[-1]):
        segments.pop()
    for segment in segments:
        length = segment.end_frame - segment.start_frame + 1
        if silent(segment) and row and length >= PAUSE_FRAMES:
            middle = (segment.start_frame + length // 2) * 160
            yield Clip(clip.source, "utterance", written(row, lexicon), clip.samples[first:middle])
            row, first = [], middle
        elif not silent(segment):
            row.append(segment)
    if first:
        yield Clip(clip.source, "utterance", written(row, lexicon), clip.samples[first:])
    else:
        yield clip


def phrases(clip: Clip, decoder: Any, lexicon: Lexicon) -> Iterator[Clip]:
    """Phrases of three words or more, cut from a recording at the words' times."""
    row: list[Any] = []
    longest = 5 if lexicon.language == "zh" else 6
    for segment in [*aligned(clip, decoder, lexicon), None]:
        over = segment is None or silent(segment)
        if not over:
            row.append(segment)
        if (over or len(row) == longest) and len(row) >= 3:
            first, last = max(0, row[0].start_frame - 8) * 160, (row[-1].end_frame + 8) * 160
            yield Clip(clip.source, "phrase", written(row, lexicon), clip.samples[first:last])
        if over or len(row) == longest:
            row = []


def silent(segment: Any) -> bool:
    return segment.word[0] in "<[+"


def written(row: list[Any], lexicon: Lexicon) -> str:
    """The text of aligned words."""
    return ("" if lexicon.language == "zh" else " ").join(re.sub(r"\(\d+\)$", "", s.word) for s in row)


def foreign(data: Path, language: str) -> Iterator[Clip]:
    """Everything that is not in the grammar: free speech, the other language, wake words, digits, noise."""
    speech = data / "speech"
    for name in UNSCRIPTED[language]:
        samples = read(speech / name)
        step = int(WINDOW_SECONDS * SPEECH_RATE)
        for start in range(0, len(samples) - step, step):
            yield Clip(name, "unscripted", "", samples[start : start + step])
    other = "en" if language == "zh" else "zh"
    for path in sorted((speech / other).glob("*.wav")):
        yield Clip(path.name, "other language", "", read(path)[: 5 * SPEECH_RATE])
    for path in sorted((speech / "wake").rglob("*.wav")):
        yield Clip(path.name, "wake word", "", read(path))
    for path in sorted((speech / "fsdd").glob("*.wav"))[::12]:
        yield Clip(path.name, "digit", "", read(path))
    noise = np.random.default_rng(1)
    for level in (100, 500, 2000, 6000):
        yield Clip(f"noise {level}", "noise", "", noise.normal(0, level, 2 * SPEECH_RATE).astype(np.int16))


def sentences(data: Path, language: str, count: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Sentences that people typed to an assistant (SMP 2019, CLINC150), as the rest of the grammar."""
    if language == "zh":
        rows = json.loads((data / "language/nlu/smp2019_train.json").read_text("utf-8"))
        texts = [re.sub(r"[^\u4e00-\u9fff]", "", row["text"]) for row in rows]
        texts = [text for text in texts if 3 <= len(text) <= 14]
    else:
        rows = json.loads((data / "language/nlu/clinc150_full.json").read_text("utf-8"))["train"]
        texts = [re.sub(r"[^a-z' ]", "", row[0].lower()) for row in rows]
        texts = [text for text in texts if 2 <= len(text.split()) <= 9]
    heard = [text for text in dict.fromkeys(texts) if lexicon.words(text) is not None]
    random.Random(1).shuffle(heard)
    return tuple(heard[:count])


def skills_grammar(language: str) -> Grammar:
    """What the product listens for."""
    return Skills.load(SystemClock()).grammar(language)


def commands(language: str) -> Iterator[tuple[str, Samples]]:
    """The unselected commands, each with a quarter of a second of silence around, by the product's voice."""
    file = Path(__file__).parents[1] / "tests" / "speech" / f"spoken_commands.{language}.yaml"
    listed: dict[str, list[str]] = msgspec.yaml.decode(file.read_text("utf-8"))
    quiet = np.zeros(SPEECH_RATE // 4, np.int16)
    with tempfile.TemporaryDirectory() as folder:
        voice: Any
        if language == "zh":
            from parley.speech.synthesisers.syllables import SyllableSynthesiser

            voice = SyllableSynthesiser(next(Store(Path(folder)).path("hantts").glob("*.zip")))
        else:
            from parley.speech.synthesisers.espeak import EspeakSynthesiser

            voice = EspeakSynthesiser()
        for text in (text for texts in listed.values() for text in texts):
            pieces = list(voice.speak(SpeechRequest(text, language)))
            sound = np.concatenate([piece.samples for piece in pieces])
            if pieces[0].rate != SPEECH_RATE:
                import soxr

                sound = soxr.resample(sound, pieces[0].rate, SPEECH_RATE)
            yield text, np.concatenate([quiet, sound, quiet])


def read(path: Path) -> Samples:
    """A recording as 16 kHz mono; the first channel of several."""
    # By way of floats: a file of those, read as int16, is silence.
    values, rate = sf.read(path, dtype="float32", always_2d=True)
    mono = (np.clip(values[:, 0], -1, 32767 / 32768) * 32768).astype(np.int16)
    if rate != SPEECH_RATE:
        import soxr

        mono = soxr.resample(mono, rate, SPEECH_RATE)
    return mono
