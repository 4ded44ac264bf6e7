"""Recognising a model by its files."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from parley.errors import BadModel


@dataclass(frozen=True, slots=True)
class Kind:
    """What a folder of files is a model of."""

    name: str
    service: str
    engine: str
    files: str
    """The files it is made of, for a person to read."""


_GZIP = 31
"""zlib's number for gzip's own header."""

_Test = Callable[[Path, frozenset[str]], bool]


def _some(names: frozenset[str], *patterns: str) -> bool:
    """Whether every pattern matches some name in full."""
    return all(any(re.fullmatch(pattern, name) for name in names) for pattern in patterns)


def _sphinx(folder: Path, names: frozenset[str]) -> bool:
    acoustic = any((place / "mdef").is_file() for place in [folder, *folder.iterdir()] if place.is_dir())
    return acoustic and _some(names, r".*\.(dic|dict)")


def _sense_voice(folder: Path, names: frozenset[str]) -> bool:
    # SenseVoice marks languages with tokens of its own; a Paraformer has the same files without them.
    if not _some(names, r"model.*\.onnx", r"tokens\.txt"):
        return False
    with (folder / "tokens.txt").open(encoding="utf-8", errors="replace") as lines:
        return any("<|zh|>" in line for line in lines)


def _speaking(token: str) -> _Test:
    """A CTranslate2 model of many languages whose vocabulary names one so."""

    def fits(folder: Path, names: frozenset[str]) -> bool:
        vocabulary = next((each for each in names if each.startswith("shared_vocabulary.")), None)
        if vocabulary is None or not _some(names, r"model\.bin", r"(sentencepiece|spm).*\.model"):
            return False
        with (folder / vocabulary).open(encoding="utf-8", errors="replace") as lines:
            return any(token in line for line in lines)

    return fits


def _files(*patterns: str) -> _Test:
    return lambda folder, names: _some(names, *patterns)


def _first_line(folder: Path, names: frozenset[str], pattern: str) -> str:
    """The first line that is no remark, of the file named so; empty without one."""
    name = next((name for name in sorted(names) if re.fullmatch(pattern, name)), None)
    if name is None:
        return ""
    with (folder / name).open("rb") as file:
        head = file.read(1 << 16)
    if name.endswith(".gz"):
        try:
            head = zlib.decompressobj(_GZIP).decompress(head, 1 << 18)
        except zlib.error:
            return ""
    lines = head.decode("utf-8-sig", "replace").splitlines()
    return next((line for line in lines if line and not line.startswith("#")), "")


def _cedict(folder: Path, names: frozenset[str]) -> bool:
    line = _first_line(folder, names, r".*\.(u8|txt)(\.gz)?")
    return re.fullmatch(r"\S+ \S+ \[[^\]]*\] /.*/\s*", line) is not None


def _columns(folder: Path, names: frozenset[str]) -> list[str]:
    return _first_line(folder, names, r".*\.tsv(\.gz)?").split("\t")


def _sentence_pairs(folder: Path, names: frozenset[str]) -> bool:
    columns = _columns(folder, names)
    return len(columns) >= 4 and columns[0].isdecimal() and columns[2].isdecimal()


def _word_pairs(folder: Path, names: frozenset[str]) -> bool:
    return 2 <= len(_columns(folder, names)) <= 4


_ONNX = r"(-.*)?(\.int8|\.fp16)?\.onnx"

#: In order: the first that fits.
_KINDS: tuple[tuple[Kind, _Test], ...] = (
    (Kind("syllables", "synthesiser", "syllables", "a zip of recorded syllables"), _files(r"hantts.*\.zip")),
    (
        Kind("sphinx", "recogniser", "sphinx", "an acoustic model (mdef, means, …) and a dictionary (.dic)"),
        _sphinx,
    ),
    (
        Kind("piper", "synthesiser", "piper", "NAME.onnx and NAME.onnx.json"),
        _files(r".*\.onnx", r".*\.onnx\.json"),
    ),
    (
        Kind("kokoro", "synthesiser", "sherpa", "model.onnx, voices.bin and tokens.txt"),
        _files(f"model{_ONNX}", r"voices\.bin", r"tokens\.txt"),
    ),
    (
        Kind(
            "matcha",
            "synthesiser",
            "sherpa",
            "model-steps-N.onnx, vocos….onnx or hifigan….onnx, tokens.txt",
        ),
        _files(r"model-steps-\d+\.onnx", r"(vocos|hifigan).*\.onnx", r"tokens\.txt"),
    ),
    (
        Kind("vits", "synthesiser", "sherpa", "NAME.onnx, tokens.txt, and lexicon.txt or espeak-ng-data"),
        _files(r".*\.onnx", r"tokens\.txt", r"lexicon.*\.txt|espeak-ng-data"),
    ),
    (
        Kind("zipformer", "recogniser", "sherpa", "encoder, decoder and joiner .onnx, and tokens.txt"),
        _files(f"encoder{_ONNX}", f"decoder{_ONNX}", f"joiner{_ONNX}", r"tokens\.txt"),
    ),
    (
        Kind("whisper", "recogniser", "sherpa", "SIZE-encoder.onnx, SIZE-decoder.onnx and SIZE-tokens.txt"),
        _files(r".+-encoder(\.int8)?\.onnx", r".+-decoder(\.int8)?\.onnx", r".+-tokens\.txt"),
    ),
    (
        Kind("streaming-paraformer", "recogniser", "sherpa", "encoder and decoder .onnx, and tokens.txt"),
        _files(f"encoder{_ONNX}", f"decoder{_ONNX}", r"tokens\.txt"),
    ),
    (Kind("sense-voice", "recogniser", "sherpa", "model.onnx and tokens.txt"), _sense_voice),
    (
        Kind("paraformer", "recogniser", "sherpa", "model.onnx and tokens.txt"),
        _files(f"model{_ONNX}", r"tokens\.txt"),
    ),
    (
        Kind("argos", "translator", "ctranslate2", "a package of Argos Translate: metadata.json and model/"),
        _files(r"metadata\.json", "model", r"sentencepiece\.model"),
    ),
    (
        Kind(
            "opus-mt",
            "translator",
            "ctranslate2",
            "model.bin, config.json, a shared_vocabulary, source.spm and target.spm",
        ),
        _files(r"model\.bin", r"(shared|source)_vocabulary\.(json|txt)", r"source\.spm"),
    ),
    (
        Kind(
            "nllb",
            "translator",
            "ctranslate2",
            "model.bin, a shared_vocabulary with zho_Hans in it, sentencepiece.bpe.model",
        ),
        _speaking("eng_Latn"),
    ),
    (
        Kind(
            "m2m-100",
            "translator",
            "ctranslate2",
            "model.bin, a shared_vocabulary with __zh__ in it, sentencepiece.bpe.model",
        ),
        _speaking("__en__"),
    ),
    (
        Kind("faster-whisper", "recogniser", "whisper", "model.bin, config.json and a vocabulary"),
        _files(r"model\.bin", r"config\.json", r"(vocabulary|tokenizer).*\.(txt|json)"),
    ),
    (
        Kind("speaker", "voices", "sherpa", "3dspeaker_….onnx, wespeaker_….onnx or nemo_en_….onnx"),
        _files(r"(3dspeaker|wespeaker|nemo_en)_.*\.onnx"),
    ),
    (
        Kind("bert", "embedding", "bert", "model.safetensors, config.json and vocab.txt"),
        _files(r"model\.safetensors", r"config\.json", r"vocab\.txt"),
    ),
    (
        Kind("cc-cedict", "dictionary", "dictionary", "the text of CC-CEDICT, cedict….txt or .u8, also .gz"),
        _cedict,
    ),
    (
        Kind(
            "sentence-pairs",
            "dictionary",
            "dictionary",
            "a .tsv of Tatoeba's (number, sentence, number, translation), called sentences-FROM-TO",
        ),
        _sentence_pairs,
    ),
    (
        Kind(
            "word-pairs",
            "dictionary",
            "dictionary",
            "a .tsv (word, translation, part of speech, count), called words-FROM-TO",
        ),
        _word_pairs,
    ),
    (Kind("yunet", "faces", "opencv", "…yunet….onnx, of a fixed size"), _files(r"(?i).*yunet.*\.onnx")),
    (Kind("sface", "recognition", "opencv", "…sface….onnx"), _files(r"(?i).*sface.*\.onnx")),
    (
        Kind("yolox", "objects", "onnxruntime", "…yolox….onnx of 80 classes, as its authors export it"),
        _files(r"(?i).*yolox.*\.onnx"),
    ),
    (Kind("silero", "voice activity", "sherpa", "silero_vad.onnx"), _files(r"silero_vad.*\.onnx")),
)


def recognise(folder: Path) -> Kind:
    """What the files in a folder are a model of. Raises ``BadModel`` if no engine could load them."""
    names = frozenset(item.name for item in folder.iterdir())
    for kind, fits in _KINDS:
        if fits(folder, names):
            return kind
    known = "; ".join(f"{kind.name}: {kind.files}" for kind, _ in _KINDS)
    raise BadModel(
        f"No engine loads the files in {folder.name}. Models Parley knows by their files: {known}."
    )
