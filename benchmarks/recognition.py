"""How well Parley hears, beside the bare libraries on the same recordings.

    PARLEY_TEST_DATA=… python benchmarks/recognition.py [--transcripts FILE]

``--transcripts`` names a further list of recordings, written like the manifest (see ``recordings.py``).

Word errors: edits (insert, delete, substitute) over reference words. Both sides are lower-cased, punctuation
dropped, numbers spelled out ("10" → "ten"), "mr." → "mister". CPU: seconds
of this process per second of audio.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from recordings import DATA as ALL_DATA
from recordings import Recording, recordings

from parley.audio.endpoint import Endpointer, SpeechContinued, SpeechEnded, SpeechStarted
from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import voice_activity
from parley.speech.judge import Outcome, judge
from parley.speech.recognisers.moonshine import MoonshineRecogniser
from parley.speech.types import Hints, Hypothesis
from parley.speech.wake.micro import MicroWakeEngine

DATA = ALL_DATA / "speech"

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (" " + _ONES[number % 10] if number % 10 else "")
    return " ".join(spelled(int(digit)) for digit in str(number))


def words(text: str) -> list[str]:
    text = re.sub(r"\d+", lambda found: f" {spelled(int(found[0]))} ", text.lower()).replace("mr.", "mister")
    return re.findall(r"[a-z']+", text)


def edits(said: list[str], heard: list[str]) -> int:
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


class Parley:
    """Endpointing and Moonshine as the assistant runs them, one process."""

    def __init__(self) -> None:
        self._moonshine = MoonshineRecogniser()
        self._activity = voice_activity()

    def utterances(self, samples: Samples) -> list[Hypothesis]:
        """What was heard in each utterance that endpointing found."""
        self._activity.reset()
        endpointer = Endpointer(self._activity)
        heard: list[Hypothesis] = []
        hearing = None
        events = [
            event for at in range(0, len(samples), 960) for event in endpointer.feed(samples[at : at + 960])
        ]
        for event in [*events, *endpointer.finish()]:
            if isinstance(event, SpeechStarted):
                hearing = self._moonshine.open(Hints())
                hearing.feed(event.samples)
            elif isinstance(event, SpeechContinued) and hearing:
                hearing.feed(event.samples)
            elif isinstance(event, SpeechEnded) and hearing:
                heard.append(hearing.finish())
                hearing = None
        return heard

    def text(self, samples: Samples) -> str:
        return " ".join(each.text for each in self.utterances(samples))


def bare_moonshine() -> Callable[[Samples], str]:
    """The library as its documentation shows it."""
    import moonshine_voice

    library: Any = moonshine_voice
    model = library.Transcriber(str(library.get_model_path("tiny-en")), library.ModelArch.TINY)

    def text(samples: Samples) -> str:
        lines = model.transcribe_without_streaming((samples / 32768).tolist(), SPEECH_RATE).lines
        return " ".join(line.text for line in lines)

    return text


@dataclass(slots=True)
class Errors:
    """Edits of reference words, over some recordings."""

    wrong: int = 0
    words: int = 0

    def __str__(self) -> str:
        return f"{self.wrong} of {self.words} ({self.wrong / self.words:.1%})"


def word_errors(
    rows: list[Recording], hear: Callable[[Samples], str], show: bool = False
) -> tuple[dict[str, Errors], float]:
    """Kind → errors; CPU seconds per second of sound."""
    totals: dict[str, Errors] = {}
    seconds = cpu = 0.0
    for row in rows:
        samples = read_speech(row.path)
        began = time.process_time()
        text = hear(samples)
        cpu += time.process_time() - began
        seconds += len(samples) / SPEECH_RATE
        total = totals.setdefault(row.kind, Errors())
        wrong = edits(words(row.words), words(text))
        total.wrong += wrong
        total.words += len(words(row.words))
        if show and wrong:
            print(f"  {wrong} wrong, {row.kind}: {row.words}  |  {text}")
    return totals, cpu / seconds


def wake_words() -> None:
    engine = MicroWakeEngine()
    room = np.zeros(SPEECH_RATE, np.int16)

    def heard(samples: Samples) -> set[str]:
        listener = engine.open(engine.words())
        sound = np.concatenate([room, samples, room])
        return {w.word for at in range(0, len(sound), 960) for w in listener.feed(sound[at : at + 960])}

    def bare(samples: Samples) -> set[str]:
        import pymicro_wakeword

        library: Any = pymicro_wakeword
        features = library.MicroWakeWordFeatures()
        models = {m.value: library.MicroWakeWord.from_builtin(m) for m in library.Model}
        sound = np.concatenate([room, samples, room]).tobytes()
        found = set[str]()
        for feature in features.process_streaming(sound):
            found |= {name for name, model in models.items() if model.process_streaming(feature)}
        return found

    clips = sorted(p for p in DATA.glob("wake/**/*.wav") if p.stem.split("_")[0] in ("alexa", "hey", "okay"))
    clips = [p for p in clips if "jane" not in p.stem]
    speech = sorted([*DATA.glob("en/*.wav"), *DATA.glob("zh/*.wav"), *DATA.glob("multi/*.wav")])
    for name, hear in (("Parley", heard), ("bare library", bare)):
        found = sum(any(p.stem.startswith(word) for word in hear(read_speech(p))) for p in clips)
        false = sum(len(hear(read_speech(p))) for p in speech)
        print(
            f"wake words, {name}: found {found} of {len(clips)}, false alarms {false} in {len(speech)} clips"
        )


def languages(parley: Parley) -> None:
    """What becomes of whole recordings, by their language, with English the only open engine."""
    table: dict[tuple[str, Outcome], int] = {}
    for language in ("en", "zh"):
        for path in sorted(DATA.glob(f"{language}/*.wav")):
            for hypothesis in parley.utterances(read_speech(path)):
                key = language, judge([hypothesis]).outcome
                table[key] = table.get(key, 0) + 1
    print("utterances by language and verdict (the rule was trained on pieces of these recordings;")
    print("its cross-validated figures come from language_probe.py):")
    for (language, outcome), count in sorted(table.items()):
        print(f"  {language} {outcome.value}: {count}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--transcripts", type=Path, help="a further list of recordings, like the manifest")
    parser.add_argument("--show", action="store_true", help="what was said and heard, where they differ")
    asked = parser.parse_args()
    parley = Parley()
    rows = [each for each in recordings(asked.transcripts) if each.language == "en"]
    for name, hear in (("Parley", parley.text), ("bare moonshine-voice", bare_moonshine())):
        found, cpu = word_errors(rows, hear, asked.show)
        print(name, ", ".join(f"{kind} {wrong}" for kind, wrong in sorted(found.items())), f"cpu {cpu:.3f}")
    wake_words()
    languages(parley)


if __name__ == "__main__":
    main()
