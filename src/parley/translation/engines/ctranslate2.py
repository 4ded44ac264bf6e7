"""Translation models in folders of CTranslate2: OPUS-MT, Argos Translate, M2M-100 and NLLB."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.errors import BadModel, EngineFailed, MissingEngine, Unsupported
from parley.translation.engines.vocabulary import languages_of

_BATCH_TOKENS = 2048
"""Tokens decoded side by side; more costs memory and gains little."""
_BEAM = 4
"""Hypotheses followed; what the papers of OPUS-MT and NLLB measure with."""
_LONGEST = 512
"""Tokens of one translation: the positions that OPUS-MT was trained for."""
_END = "</s>"


class _Config(msgspec.Struct):
    """What matters of ``config.json``."""

    add_source_eos: bool = False
    """The library adds the end of a sentence itself."""


class CTranslate2Translator:
    """One model folder. Sentences are cut into tokens by its own SentencePiece model."""

    def __init__(self, folder: Path, kind: str) -> None:
        """``kind`` as ``parley.models.kinds`` names it. Raises ``MissingEngine``, ``BadModel``."""
        try:
            library, pieces = import_module("ctranslate2"), import_module("sentencepiece")
        except ImportError as error:
            raise MissingEngine("ctranslate2", "pip install 'parley[translation]'") from error
        self._kind = kind
        top = folder / "model" if kind == "argos" else folder
        config = _config(top)
        # Argos trains without an end of sentence; the others expect one that the converter may have left out.
        self._end = [_END] if kind != "argos" and not config.add_source_eos else []
        self._tokens = languages_of(top)
        source, target = _tokenisers(folder)
        self._source: Any = pieces.SentencePieceProcessor(model_file=str(source))
        self._target: Any = pieces.SentencePieceProcessor(model_file=str(target))
        try:
            self._model: Any = library.Translator(str(top), device="auto", compute_type="auto")
        except (RuntimeError, ValueError, IndexError) as error:
            raise BadModel(f"CTranslate2 cannot load the model {folder.name!r}.") from error

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[str]:
        """One translation per sentence. Raises ``Unsupported`` for languages that the model lacks."""
        before, prefix = self._marks(source, target)
        words = cast(list[list[str]], self._source.encode(list(sentences), out_type=str))
        results: Any = self._model.translate_batch(
            [[*before, *each, *self._end] for each in words],
            target_prefix=[prefix] * len(words) if prefix else None,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            beam_size=_BEAM,
            max_decoding_length=_LONGEST,
            max_input_length=0,
            replace_unknowns=True,
        )
        return [self._text(cast(list[str], each.hypotheses[0]), len(prefix)) for each in results]

    def _marks(self, source: str, target: str) -> tuple[list[str], list[str]]:
        """The tokens that name languages: before the sentence, and at the head of its translation."""
        if self._kind in ("nllb", "m2m-100"):
            missing = next((each for each in (source, target) if each not in self._tokens), None)
            if missing is not None:
                raise Unsupported(f"This model does not know the language {missing!r}.")
            return [self._tokens[source]], [self._tokens[target]]
        if self._tokens:  # OPUS-MT of several targets
            if target not in self._tokens:
                raise Unsupported(f"This model does not translate into {target!r}.")
            return [self._tokens[target]], []
        return [], []

    def _text(self, tokens: list[str], prefix: int) -> str:
        if len(tokens) >= _LONGEST:
            raise EngineFailed("The model did not come to the end of a sentence.")
        text = cast(str, self._target.decode([each for each in tokens[prefix:] if each != _END]))
        return text.strip()


def _config(top: Path) -> _Config:
    try:
        return msgspec.json.decode((top / "config.json").read_bytes(), type=_Config)
    except FileNotFoundError:
        return _Config()  # early conversions of Argos have none
    except msgspec.MsgspecError as error:
        raise BadModel("The model's config.json cannot be read.") from error


def _tokenisers(folder: Path) -> tuple[Path, Path]:
    """The SentencePiece models of source and target; often the same."""
    if (source := folder / "source.spm").is_file():
        target = folder / "target.spm"
        return source, target if target.is_file() else source
    for name in ("sentencepiece.bpe.model", "sentencepiece.model", "spm.model"):
        if (one := folder / name).is_file():
            return one, one
    raise BadModel(f"The model {folder.name!r} has no SentencePiece model.")
