"""How fast, how clear and how even Parley's own voices are.

    PARLEY_TEST_DATA=… python benchmarks/synthesis.py [--voices] [--wav FOLDER]

Speed is measured beside the bare library doing the same. Clarity is what a recogniser makes of it:
word errors of Moonshine for English, and the commands a closed grammar of PocketSphinx with CMU's
Mandarin model gets right. ``--voices`` compares espeak-ng's English voices and speeds.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import io
import os
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from parley.audio.pcm import Pcm
from parley.speech.synthesisers.espeak import EspeakSynthesiser
from parley.speech.synthesisers.syllables import SyllableSynthesiser
from parley.speech.types import SpeechRequest, Synthesiser, sound_alone

DATA = Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
RECORDINGS = DATA / "models" / "hantts_16k_opus.zip"
SPHINX = DATA / "models" / "sphinx-zh"

ENGLISH = (
    "The living room light is on.",
    "I have set a timer for ten minutes.",
    "It will be cloudy tomorrow, with a high of twenty six degrees.",
    "You have three reminders for this afternoon.",
    "Your alarm is set for half past seven in the morning.",
    "I have added milk and bread to the shopping list.",
    "The front door is locked and the windows are closed.",
    "The capital of France is Paris.",
    "Sorry, I did not understand that. Could you say it again?",
    "The next train to the airport leaves at a quarter past nine.",
    "Playing some quiet piano music in the kitchen.",
    "There are sixty minutes in an hour and twenty four hours in a day.",
)
MANDARIN = (
    "打开客厅的灯",
    "关闭卧室的灯",
    "现在几点",
    "今天天气怎么样",
    "播放音乐",
    "暂停播放",
    "声音大一点",
    "声音小一点",
    "设置十分钟的计时器",
    "明天早上七点叫我起床",
    "取消闹钟",
    "空调调到二十六度",
    "讲一个故事",
    "北京在哪里",
)
#: More sentences the grammar allows, so that a right answer means something.
OTHERS = (
    tuple(
        f"{verb}{room}的{thing}"
        for verb in ("打开", "关闭")
        for room in ("客厅", "卧室", "厨房", "书房")
        for thing in ("灯", "空调", "电视", "窗帘", "风扇")
    )
    + tuple(f"设置{number}分钟的计时器" for number in "一二三五六七八九")
    + tuple(
        f"空调调到{number}度"
        for number in (
            "十八",
            "十九",
            "二十",
            "二十一",
            "二十二",
            "二十三",
            "二十四",
            "二十五",
            "二十七",
            "二十八",
        )
    )
    + (
        "下一首",
        "上一首",
        "继续播放",
        "现在几号",
        "明天天气怎么样",
        "后天天气怎么样",
        "讲一个笑话",
        "上海在哪里",
        "取消计时器",
        "打开闹钟",
    )
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--voices", action="store_true", help="compare English voices and speeds")
    options.add_argument("--wav", type=Path, help="write what was said into this folder")
    arguments = options.parse_args()
    print("speed: CPU seconds per second of sound; median wait for the first sound")
    # The library is global: its bare use comes first, before the adapter sets it up for itself.
    raw = BareEspeak()
    bare = BareSyllables(RECORDINGS)
    plain = speed("espeak, bare library", lambda text: [raw.say(text)], ENGLISH, lambda: raw.first)
    espeak = EspeakSynthesiser()
    ours = speed("espeak, Parley", lambda text: sound_alone(espeak.speak(SpeechRequest(text, "en"))), ENGLISH)
    print(f"  Parley takes {ours / plain:.2f} times the CPU of the bare library")
    syllables = SyllableSynthesiser(RECORDINGS)
    plain = speed("syllables, bare joining", lambda text: [bare.say(text)], MANDARIN)
    ours = speed(
        "syllables, Parley", lambda text: sound_alone(syllables.speak(SpeechRequest(text, "zh"))), MANDARIN
    )
    print(f"  Parley takes {ours / plain:.2f} times the CPU of bare joining")
    english = [whole(espeak, text, "en") for text in ENGLISH]
    mandarin = [whole(syllables, text, "zh") for text in MANDARIN]
    print("sound")
    sound("espeak", english)
    sound("syllables", mandarin)
    print("clarity")
    print(f"  English by espeak, heard by Moonshine: {word_errors(english):.1%} word errors")
    ears = MandarinEars()
    for name, clips in (
        ("bare joining", [bare.say(text) for text in MANDARIN]),
        ("Parley", mandarin),
        ("espeak cmn", [whole(espeak, text, "zh") for text in MANDARIN]),
    ):
        right = sum(ears.hear(clip) == text for clip, text in zip(clips, MANDARIN, strict=True))
        print(f"  Mandarin, {name}: {right} of {len(MANDARIN)} commands (of {ears.size}) recognised")
    if arguments.voices:
        compare(espeak)
    if arguments.wav:
        arguments.wav.mkdir(parents=True, exist_ok=True)
        for name, clips in (("en", english), ("zh", mandarin)):
            for number, clip in enumerate(clips):
                soundfile.write(arguments.wav / f"{name}-{number:02}.wav", clip.samples, clip.rate)


def whole(engine: Synthesiser, text: str, language: str, voice: str | None = None, rate: float = 1.0) -> Pcm:
    """All of a text as one sound."""
    pieces = list(sound_alone(engine.speak(SpeechRequest(text, language, voice, rate))))
    return Pcm(np.concatenate([piece.samples for piece in pieces]), pieces[0].rate)


def speed(
    name: str,
    speak: Callable[[str], Iterable[Pcm]],
    texts: Sequence[str],
    first_at: Callable[[], float] | None = None,
) -> float:
    """Print and return the CPU time per second of sound, warm, and print the wait for the first sound."""
    for text in texts:
        list(speak(text))
    firsts: list[float] = []
    heard = 0.0
    cpu = time.process_time()
    for text in texts:
        begun = time.perf_counter()
        for number, piece in enumerate(speak(text)):
            if number == 0:
                firsts.append((first_at() if first_at else time.perf_counter()) - begun)
            heard += piece.seconds
    cpu = time.process_time() - cpu
    print(f"  {name:24} {cpu / heard:.4f}  {sorted(firsts)[len(firsts) // 2] * 1000:6.2f} ms")
    return cpu / heard


def sound(name: str, clips: list[Pcm]) -> None:
    """Print level, clipping and the steepest step, which is where a bad join would show."""
    levels = [level(clip) for clip in clips]
    peak = max(int(np.abs(clip.samples.astype(int)).max()) for clip in clips)
    clipped = sum(int((np.abs(clip.samples.astype(int)) >= 32_767).sum()) for clip in clips)
    step = max(int(np.abs(np.diff(clip.samples.astype(int))).max()) for clip in clips)
    seconds = sum(clip.seconds for clip in clips)
    print(
        f"  {name:10} {seconds:5.1f} s  level {np.mean(levels):.1f} dBFS (±{np.std(levels):.1f})  "
        f"peak {peak}  clipped samples {clipped}  steepest step {step}"
    )


def level(clip: Pcm) -> float:
    """RMS in dBFS of the 20 ms frames that are not silence (within 30 dB of the loudest)."""
    frame = clip.rate // 50
    whole_frames = len(clip.samples) // frame
    frames = clip.samples[: whole_frames * frame].astype(np.float64).reshape(-1, frame) / 32_768
    power = (frames**2).mean(axis=1)
    return float(10 * np.log10(power[power > power.max() / 1_000].mean()))


def at_16k(clip: Pcm) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(soxr.resample(clip.samples.astype(np.float32) / 32_768, clip.rate, 16_000), np.float32)


_moonshine: Any = None


def word_errors(clips: list[Pcm]) -> float:
    """Word error rate of what Moonshine hears."""
    from moonshine_voice import ModelArch, Transcriber, get_model_path

    global _moonshine
    _moonshine = _moonshine or Transcriber(
        model_path=str(get_model_path("tiny-en")), model_arch=ModelArch.TINY, options={"vad_threshold": "0.0"}
    )
    errors = words = 0
    for clip, text in zip(clips, ENGLISH, strict=True):
        padded = np.concatenate([np.zeros(4_800, np.float32), at_16k(clip), np.zeros(8_000, np.float32)])
        lines = _moonshine.transcribe_without_streaming(padded.tolist(), 16_000).lines
        heard = normal(" ".join(line.text for line in lines))
        wanted = normal(text)
        errors += distance(wanted, heard)
        words += len(wanted)
    return errors / words


def normal(text: str) -> list[str]:
    """Words without case and punctuation; the figures of these sentences as words."""
    figures = {
        "10": "ten",
        "26": "twenty six",
        "3": "three",
        "60": "sixty",
        "24": "twenty four",
        "730": "half past seven",
        "915": "a quarter past nine",
    }
    words = re.findall(r"[a-z0-9']+", text.lower().replace("-", " ").replace(":", ""))
    return " ".join(str(figures.get(word, word)) for word in words).split()


def distance(left: list[str], right: list[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


class MandarinEars:
    """CMU's Mandarin model with a grammar of all the commands."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        lines = (SPHINX / "mandarin_notone.dic").read_text("utf-8").splitlines()
        self._words = {line.split("\t")[0] for line in lines}
        sentences = sorted({*MANDARIN, *OTHERS})
        self.size = len(sentences)
        rules = " | ".join(" ".join(self._cut(sentence)) for sentence in sentences)
        self._decoder = Decoder(
            hmm=str(SPHINX / "ptm_8k"),
            dict=str(SPHINX / "mandarin_notone.dic"),
            lm=None,
            samprate=16_000.0,
            loglevel="FATAL",
        )
        self._decoder.add_jsgf_string(
            "commands", f"#JSGF V1.0; grammar commands; public <command> = {rules};"
        )
        self._decoder.activate_search("commands")

    def hear(self, clip: Pcm) -> str:
        sound = np.concatenate([np.zeros(4_800), at_16k(clip) * 32_767, np.zeros(4_800)]).astype(np.int16)
        self._decoder.start_utt()
        self._decoder.process_raw(sound.tobytes(), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return heard.hypstr.replace(" ", "") if heard else ""

    def _cut(self, sentence: str) -> Iterable[str]:
        """The longest words the dictionary has."""
        while sentence:
            size = next(n for n in range(len(sentence), 0, -1) if sentence[:n] in self._words)
            yield sentence[:size]
            sentence = sentence[size:]


class BareSyllables:
    """The recordings joined by a 35 ms cross-fade, nothing else."""

    def __init__(self, recordings: Path) -> None:
        self._zip = zipfile.ZipFile(recordings)
        self._names = set(self._zip.namelist())
        self._cache: dict[str, np.ndarray[Any, np.dtype[np.float32]]] = {}

    def say(self, text: str) -> Pcm:
        from pypinyin import Style, lazy_pinyin

        out = np.zeros(0, np.float32)
        overlap = 560
        fade = np.linspace(0, 1, overlap, dtype=np.float32)
        for syllable in lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True):
            wave = self._recording(syllable)
            if len(out) >= overlap:
                wave = wave.copy()
                wave[:overlap] = wave[:overlap] * fade + out[-overlap:] * (1 - fade)
                out = out[:-overlap]
            out = np.concatenate([out, wave])
        return Pcm((out * 32_767).astype(np.int16), 16_000)

    def _recording(self, syllable: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        if syllable not in self._cache:
            name = f"{syllable.removesuffix('5')}.opus"
            self._cache[syllable] = np.asarray(
                soundfile.read(io.BytesIO(self._zip.read(name)), dtype="float32")[0], np.float32
            )
        return self._cache[syllable]


class BareEspeak:
    """The C function called directly, its sound collected by a list."""

    def __init__(self) -> None:
        package = importlib.util.find_spec("espeakng_loader")
        if package is None or package.origin is None:
            raise SystemExit("pip install espeakng-loader")
        folder = Path(package.origin).parent
        self._library = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        self._library.espeak_Initialize(2, 60, str(folder / "espeak-ng-data").encode(), 0)
        self._pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(b"en-us")
        self.first = 0.0

    def _collect(self, wave: Any, count: int, _events: Any) -> int:
        if wave and count:
            self.first = self.first or time.perf_counter()
            self._pieces.append(np.ctypeslib.as_array(wave, shape=(count,)).copy())
        return 0

    def say(self, text: str) -> Pcm:
        self._pieces.clear()
        self.first = 0.0
        encoded = text.encode()
        self._library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded) + 1), 0, 1, 0, 1, None, None)
        return Pcm(np.concatenate(self._pieces), 22_050)


def compare(espeak: EspeakSynthesiser) -> None:
    """Word errors per English voice and speed."""
    for voice in ("en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc"):
        clips = [whole(espeak, text, "en", voice) for text in ENGLISH]
        print(f"  {voice:16} {word_errors(clips):.1%}")
    for rate in (0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5):
        clips = [whole(espeak, text, "en", "en-us", rate) for text in ENGLISH]
        print(f"  en-us at {rate:<8} {word_errors(clips):.1%}")


if __name__ == "__main__":
    sys.exit(main())
