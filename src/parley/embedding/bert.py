"""Sentence embeddings by a small BERT such as MiniLM, in numpy: no framework is needed to run six layers.

After "Attention Is All You Need" (Vaswani et al. 2017), "BERT" (Devlin et al. 2018) and "Sentence-BERT"
(Reimers and Gurevych 2019): the mean of the last layer (or its first vector), of length 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.embedding.weights import Weights, read_weights
from parley.embedding.wordpiece import WordPiece
from parley.errors import BadModel, TooLong

_Array = NDArray[np.float32]
_S = TypeVar("_S", bound=msgspec.Struct)


class _Config(msgspec.Struct, frozen=True):
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    max_position_embeddings: int = 512
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"


class _Tokens(msgspec.Struct, frozen=True):
    do_lower_case: bool = True


class _Pooling(msgspec.Struct, frozen=True):
    pooling_mode_cls_token: bool = False


class BertEmbedder:
    """A model in a folder: ``config.json``, ``vocab.txt`` and ``model.safetensors``."""

    def __init__(self, folder: Path) -> None:
        """Raises ``BadModel`` when the files do not fit together."""
        try:
            self._config = msgspec.json.decode((folder / "config.json").read_bytes(), type=_Config)
            tokens = _optional(folder / "tokenizer_config.json", _Tokens())
            self._first = _optional(folder / "1_Pooling" / "config.json", _Pooling()).pooling_mode_cls_token
            vocabulary = (folder / "vocab.txt").read_text("utf-8").splitlines()
            weights = read_weights(folder / "model.safetensors")
        except (OSError, UnicodeError, msgspec.MsgspecError) as error:
            raise BadModel(f"The model in {folder.name} cannot be read.") from error
        if self._config.hidden_act != "gelu":
            raise BadModel(f"The model in {folder.name} is of a kind that is not known here.")
        self._tokens = WordPiece(vocabulary, lower=tokens.do_lower_case)
        # Whole BERTs have their parts under a name of their own.
        self._weights: Weights = {name.removeprefix("bert."): each for name, each in weights.items()}
        try:
            self._run([self._tokens.encode("a")])
        except (KeyError, ValueError, IndexError) as error:
            raise BadModel(f"The weights of {folder.name} are not those of its config.json.") from error

    def embed(self, texts: Sequence[str]) -> tuple[_Array, int]:
        """A row of length 1 per text, and how many pieces they were. Raises ``TooLong``."""
        ids = [self._tokens.encode(text) for text in texts]
        most = self._config.max_position_embeddings
        if any(len(each) > most for each in ids):
            raise TooLong(f"A text has more than the {most} pieces of words that the model reads.")
        return self._run(ids), sum(map(len, ids))

    def embed_pieces(self, ids: Sequence[Sequence[int]]) -> _Array:
        """A row of length 1 for each of these runs of pieces, by their places in the vocabulary."""
        return self._run([self._tokens.marked(each) for each in ids])

    def _run(self, ids: Sequence[Sequence[int]]) -> _Array:
        width = max(map(len, ids))
        padded = np.zeros((len(ids), width), np.int64)
        there = np.zeros((len(ids), width), np.float32)
        for row, each in enumerate(ids):
            padded[row, : len(each)], there[row, : len(each)] = each, 1.0
        get = self._weights
        hidden = get["embeddings.word_embeddings.weight"][padded]
        hidden = hidden + get["embeddings.position_embeddings.weight"][:width]
        hidden = self._norm(hidden + get["embeddings.token_type_embeddings.weight"][0], "embeddings.")
        unseen = np.where(there[:, None, None, :] > 0, np.float32(0), np.float32(-1e9))
        for layer in range(self._config.num_hidden_layers):
            hidden = self._layer(hidden, unseen, f"encoder.layer.{layer}.")
        if self._first:
            pooled = hidden[:, 0]
        else:
            pooled = (hidden * there[:, :, None]).sum(1) / there.sum(1, keepdims=True)
        return (pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)).astype(np.float32)

    def _layer(self, hidden: _Array, unseen: _Array, name: str) -> _Array:
        own = f"{name}attention.self."
        query, key, value = (
            self._heads(self._dense(hidden, own + each)) for each in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(2, 3) / np.sqrt(np.float32(query.shape[3])) + unseen
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ value
        seen = seen.swapaxes(1, 2).reshape(hidden.shape)
        hidden = self._norm(
            hidden + self._dense(seen, f"{name}attention.output.dense"), f"{name}attention.output."
        )
        wide = _gelu(self._dense(hidden, f"{name}intermediate.dense"))
        return self._norm(hidden + self._dense(wide, f"{name}output.dense"), f"{name}output.")

    def _heads(self, values: _Array) -> _Array:
        rows, width, size = values.shape
        heads = self._config.num_attention_heads
        return values.reshape(rows, width, heads, size // heads).swapaxes(1, 2)

    def _dense(self, values: _Array, name: str) -> _Array:
        # One product of two matrices: numpy multiplies a stack of them one by one, at half the speed or less.
        flat = values.reshape(-1, values.shape[-1])
        found = flat @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return found.reshape(*values.shape[:-1], -1)

    def _norm(self, values: _Array, name: str) -> _Array:
        values = values - values.mean(-1, keepdims=True)
        values = values / np.sqrt(
            (values**2).mean(-1, keepdims=True) + np.float32(self._config.layer_norm_eps)
        )
        return values * self._weights[f"{name}LayerNorm.weight"] + self._weights[f"{name}LayerNorm.bias"]


def _gelu(values: _Array) -> _Array:
    """The exact one, by the error function of Abramowitz and Stegun 7.1.26 (off by 1.5e-7 at most)."""
    scaled = np.abs(values) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    series = t * (
        0.254829592
        + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429))))
    )
    erf = np.sign(values) * (1 - series * np.exp(-scaled * scaled))
    return (values * 0.5 * (1 + erf)).astype(np.float32)


def _optional(path: Path, default: _S) -> _S:
    return msgspec.json.decode(path.read_bytes(), type=type(default)) if path.is_file() else default
