"""A real CTranslate2 model whose weights are made by hand: it translates word for word.

The decoder's step n looks at the source's token n and writes its partner. Tokens are words, cut by a real
SentencePiece model, so that loading, batching and decoding are those of any Transformer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

#: English and Chinese, German and French: what the toy knows.
ENGLISH_CHINESE = {
    "hello": "你好",
    "world": "世界",
    "good": "好",
    "morning": "早上",
    "the": "这",
    "cat": "猫",
    "sleeps": "睡觉",
    "water": "水",
    ".": "。",
    "!": "！",
}
ENGLISH_GERMAN = {"hello": "hallo", "world": "Welt", "good": "guten", "morning": "Morgen", "cat": "Katze"}
_POSITIONS = 128
_END = 1
"""Where ``</s>`` is in the vocabulary."""
_MARKS = [".", "!", "?", ","]


def write(folder: Path, words: Mapping[str, str], kind: str = "opus-mt", tokens: Sequence[str] = ()) -> Path:
    """Make the folder a model that turns each word into its partner; the others stay as they are.

    ``kind`` decides which files are written; ``tokens`` are those that name languages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    top = folder / "model" if kind == "argos" else folder
    top.mkdir(exist_ok=True)
    pairs = {**{mark: mark for mark in _MARKS}, **words}
    vocabulary = _sentencepiece(folder, sorted({*pairs, *pairs.values()}), kind)
    vocabulary = list(dict.fromkeys(["<s>", "</s>", "<unk>", *tokens, *vocabulary]))
    partner = _partners(vocabulary, pairs)
    spec = _spec(len(vocabulary), partner, endless=kind == "argos")
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.decoder_start_token = "</s>"
    spec.config.add_source_eos = False
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(top))
    if kind == "argos":
        (folder / "metadata.json").write_text(json.dumps({"from_code": "en", "to_code": "zh"}), "utf-8")
    return folder


def _sentencepiece(folder: Path, words: list[str], kind: str) -> list[str]:
    import sentencepiece

    name = {"opus-mt": "source", "argos": "sentencepiece"}.get(kind, "sentencepiece.bpe")
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join([" ".join(words)] * 20), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "spm"),
        model_type="unigram",
        vocab_size=200,
        hard_vocab_limit=False,
        user_defined_symbols=[f"▁{word}" if word.isascii() and word.isalpha() else word for word in words],
        minloglevel=2,
    )
    (folder / "spm.vocab").unlink()
    corpus.unlink()
    made = folder / "spm.model"
    processor = sentencepiece.SentencePieceProcessor(model_file=str(made))
    made.rename(folder / (f"{name}.spm" if kind == "opus-mt" else f"{name}.model"))
    if kind == "opus-mt":
        (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    return [processor.id_to_piece(each) for each in range(processor.get_piece_size())]


def _partners(vocabulary: list[str], pairs: Mapping[str, str]) -> list[int]:
    """For each token the one that is written for it."""
    at = {token: index for index, token in enumerate(vocabulary)}

    def token(word: str) -> str:
        return f"▁{word}" if f"▁{word}" in at else word

    partner = list(range(len(vocabulary)))
    for word, other in pairs.items():
        partner[at[token(word)]] = at[token(other)]
    return partner


def _spec(size: int, partner: list[int], *, endless: bool) -> Any:
    """The weights; ``endless``: the source has no mark at its end.

    Dimensions: one per source token, one per position, one per token to write.
    """
    from ctranslate2.specs import TransformerSpec

    width = 2 * size + _POSITIONS
    words, places, out = slice(0, size), slice(size, size + _POSITIONS), size + _POSITIONS
    spec: Any = TransformerSpec.from_config(1, 1, no_final_norm=True)

    def zeros(*shape: int) -> Any:
        return np.zeros(shape, np.float32)

    def plain(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), zeros(width)

    def linear(layer: Any, weight: Any) -> None:
        layer.weight, layer.bias = weight, zeros(weight.shape[0])

    embedding, positions = zeros(size, width), zeros(_POSITIONS, width)
    embedding[:, words], positions[:, places] = np.eye(size), np.eye(_POSITIONS)
    for side, tables in (
        (spec.encoder, spec.encoder.embeddings),
        (spec.decoder, [spec.decoder.embeddings]),
    ):
        tables[0].weight = embedding
        side.scale_embeddings = False
        side.position_encodings.encodings = positions
    layer = spec.decoder.layer[0]
    for each in (spec.encoder.layer[0], layer):  # what is nought adds nothing to what passes by
        for part in (each.self_attention, each.ffn):
            plain(part.layer_norm)
        linear(each.self_attention.linear[0], zeros(3 * width, width))
        linear(each.self_attention.linear[1], zeros(width, width))
        linear(each.ffn.linear_0, zeros(8, width))
        linear(each.ffn.linear_1, zeros(width, 8))
    plain(layer.attention.layer_norm)
    query, keys = zeros(width, width), zeros(2 * width, width)
    query[places, places] = 50 * np.eye(_POSITIONS)
    keys[places, places] = np.eye(_POSITIONS)
    keys[width : width + size, words] = np.eye(size)
    keys[_END, _END] = 1
    write = zeros(width, width)
    write[[out + each for each in partner], range(size)] = 1
    linear(layer.attention.linear[0], query)
    layer.attention.linear[0].bias[_END] = 100  # what is past the end looks at its mark
    linear(layer.attention.linear[1], keys)
    linear(layer.attention.linear[2], write)
    projection = zeros(size, width)
    projection[:, out:] = 20 * np.eye(size)
    linear(spec.decoder.projection, projection)
    # Without a mark every token is looked at a little there: then it is over. With one, the end must not be
    # the second choice everywhere, or the search has its fill of early ends.
    spec.decoder.projection.bias[_END] = 15 if endless else -5
    return spec


def shelf(folder: Path, models: Path | None = None) -> Any:
    """A store (in ``models``) of two models: English and Chinese both ways, and English into German."""
    from parley.models.store import Store

    store = Store(models or folder / "models")
    both = {**ENGLISH_CHINESE, **{other: word for word, other in ENGLISH_CHINESE.items()}}
    store.import_path(write(folder / "m", both, "m2m-100", ["__en__", "__zh__"]), "toy-m2m")
    store.import_path(write(folder / "o", ENGLISH_GERMAN), "opus-mt-en-de")
    return store
