"""Sentence embeddings: text in pieces, layers as the papers have them, and files that are no such files."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.tiny_bert import HEADS, HIDDEN, LAYERS, LONGEST, PIECES, safetensors, tiny_bert, weights
from parley.embedding.bert import BertEmbedder
from parley.embedding.weights import read_weights
from parley.embedding.wordpiece import WordPiece
from parley.errors import BadModel, TooLong


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hello", ["hello"]),
        ("The cats, here.", ["the", "cat", "##s", ",", "here", "."]),
        ("undo\tUNDO", ["un", "##do", "un", "##do"]),
        ("théis", ["[UNK]"]),
        ("cát cats", ["cat", "cat", "##s"]),
        ("你好", ["你", "[UNK]"]),
        ("hello你the", ["hello", "你", "the"]),
        ("\x00hel\u200blo\ufffd", ["hello"]),
        ("h" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_text_comes_apart_as_bert_learned_it(text: str, pieces: list[str]) -> None:
    ids = WordPiece(PIECES).encode(text)
    assert [PIECES[id] for id in ids] == ["[CLS]", *pieces, "[SEP]"]


def test_capitals_count_where_the_model_says_so() -> None:
    assert WordPiece(PIECES, lower=False).encode("Hello hello") == [2, 1, 4, 3]


@given(st.text(max_size=200))
def test_any_text_comes_apart(text: str) -> None:
    ids = WordPiece(PIECES).encode(text)
    assert (ids[0], ids[-1]) == (2, 3) and all(0 <= id < len(PIECES) for id in ids)


def by_hand(ids: Sequence[int]) -> list[float]:
    """The same network number by number, as the papers have it."""
    w: dict[str, Any] = {name: each.tolist() for name, each in weights().items()}

    def norm(rows: list[list[float]], name: str) -> list[list[float]]:
        made = []
        for row in rows:
            mean = sum(row) / len(row)
            spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
            scale, shift = w[f"{name}LayerNorm.weight"], w[f"{name}LayerNorm.bias"]
            made.append([(x - mean) / spread * a + b for x, a, b in zip(row, scale, shift, strict=True)])
        return made

    def dense(rows: list[list[float]], name: str) -> list[list[float]]:
        matrix, bias = w[f"{name}.weight"], w[f"{name}.bias"]
        return [
            [
                sum(x * y for x, y in zip(row, line, strict=True)) + b
                for line, b in zip(matrix, bias, strict=True)
            ]
            for row in rows
        ]

    def plus(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
        return [[x + y for x, y in zip(p, q, strict=True)] for p, q in zip(a, b, strict=True)]

    rows = [
        [
            w["embeddings.word_embeddings.weight"][id][i]
            + w["embeddings.position_embeddings.weight"][at][i]
            + w["embeddings.token_type_embeddings.weight"][0][i]
            for i in range(HIDDEN)
        ]
        for at, id in enumerate(ids)
    ]
    rows = norm(rows, "embeddings.")
    size = HIDDEN // HEADS
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        query, key, value = (
            dense(rows, f"{name}attention.self.{each}") for each in ("query", "key", "value")
        )
        seen = [[0.0] * HIDDEN for _ in rows]
        for head in range(HEADS):
            part = range(head * size, (head + 1) * size)
            for at in range(len(rows)):
                scores = [math.exp(sum(query[at][i] * k[i] for i in part) / math.sqrt(size)) for k in key]
                for i in part:
                    seen[at][i] = sum(s * v[i] for s, v in zip(scores, value, strict=True)) / sum(scores)
        rows = norm(plus(rows, dense(seen, f"{name}attention.output.dense")), f"{name}attention.output.")
        wide = [
            [x / 2 * (1 + math.erf(x / math.sqrt(2))) for x in row]
            for row in dense(rows, f"{name}intermediate.dense")
        ]
        rows = norm(plus(rows, dense(wide, f"{name}output.dense")), f"{name}output.")
    mean = [sum(row[i] for row in rows) / len(rows) for i in range(HIDDEN)]
    length = math.sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]


def test_a_vector_is_what_the_papers_say(tmp_path: Path) -> None:
    texts = ["hello the cats", "here.", "the cat is here, undo"]
    vectors, pieces = BertEmbedder(tiny_bert(tmp_path)).embed(texts)
    ids = [WordPiece(PIECES).encode(text) for text in texts]
    assert pieces == sum(map(len, ids))
    assert np.allclose(vectors, [by_hand(each) for each in ids], atol=2e-5)


def test_who_else_is_in_the_batch_changes_nothing(tmp_path: Path) -> None:
    model = BertEmbedder(tiny_bert(tmp_path))
    alone, _ = model.embed(["hello"])
    together, _ = model.embed(["the cat is here, undo", "hello"])
    assert np.allclose(alone[0], together[1], atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-2)


def test_a_model_that_takes_the_first_vector_is_believed(tmp_path: Path) -> None:
    mean, _ = BertEmbedder(tiny_bert(tmp_path / "a")).embed(["hello the cats"])
    folder = tiny_bert(tmp_path / "b")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    first, _ = BertEmbedder(folder).embed(["hello the cats"])
    assert not np.allclose(mean, first, atol=1e-2)


def test_a_longer_text_than_the_model_reads_is_not_cut_off_silently(tmp_path: Path) -> None:
    model = BertEmbedder(tiny_bert(tmp_path))
    model.embed([" ".join(["the"] * (LONGEST - 2))])
    with pytest.raises(TooLong, match=str(LONGEST)):
        model.embed([" ".join(["the"] * (LONGEST - 1))])


@pytest.mark.parametrize(
    "wrong", [{"hidden_act": "relu"}, {"num_hidden_layers": 3}, {"num_attention_heads": 3}]
)
def test_files_that_do_not_fit_together_are_told_at_once(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(BadModel):
        BertEmbedder(tiny_bert(tmp_path, **wrong))


@pytest.mark.parametrize("missing", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_file_that_is_missing_is_told(tmp_path: Path, missing: str) -> None:
    (tiny_bert(tmp_path) / missing).unlink()
    with pytest.raises(BadModel):
        BertEmbedder(tmp_path)


WHOLE = safetensors({"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(4, np.float32)})


def test_half_precision_is_read_too(tmp_path: Path) -> None:
    numbers = np.array([1.5, -2.0], np.float32)
    for kind, data in (
        ("F16", numbers.astype("<f2").tobytes()),
        ("BF16", (numbers.view(np.uint32) >> 16).astype("<u2").tobytes()),
    ):
        header = json.dumps({"x": {"dtype": kind, "shape": [2], "data_offsets": [0, 4]}}).encode()
        (tmp_path / "w").write_bytes(len(header).to_bytes(8, "little") + header + data)
        assert read_weights(tmp_path / "w")["x"].tolist() == [1.5, -2.0]


@given(at=st.integers(0, len(WHOLE) - 1), to=st.integers(0, 255), end=st.integers(0, len(WHOLE)))
def test_a_damaged_file_of_weights_is_an_error_and_nothing_worse(
    tmp_path_factory: pytest.TempPathFactory, at: int, to: int, end: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes((WHOLE[:at] + bytes([to]) + WHOLE[at + 1 :])[:end])
    try:
        found = read_weights(path)
    except BadModel:
        return
    assert end == len(WHOLE) or len(found) < 2
