"""A model in the files of a sentence embedder, of random numbers: it means nothing, and loads like one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "hello",
    "the",
    "cat",
    "##s",
    "is",
    "here",
    ",",
    ".",
    "un",
    "##do",
    "你",
]
HIDDEN, LAYERS, HEADS, WIDE, LONGEST = 8, 2, 2, 16, 12


def weights(seed: int = 7) -> dict[str, NDArray[np.float32]]:
    """Names and shapes as in every BERT."""
    random = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), HIDDEN),
        "embeddings.position_embeddings.weight": (LONGEST, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        for part, out, into in (
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("intermediate.dense", WIDE, HIDDEN),
            ("output.dense", HIDDEN, WIDE),
        ):
            shapes |= {f"{name}{part}.weight": (out, into), f"{name}{part}.bias": (out,)}
        for part in ("attention.output", "output"):
            shapes |= {f"{name}{part}.LayerNorm.{each}": (HIDDEN,) for each in ("weight", "bias")}
    made = {name: random.normal(0, 0.35, shape).astype(np.float32) for name, shape in shapes.items()}
    return {name: each + 1 if "LayerNorm.weight" in name else each for name, each in made.items()}


def safetensors(tensors: dict[str, NDArray[np.float32]]) -> bytes:
    """A file of weights."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, each in tensors.items():
        data = each.astype("<f4").tobytes()
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": "F32", "shape": list(each.shape), "data_offsets": offsets}
        body += data
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def tiny_bert(folder: Path, **config: object) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    facts: dict[str, object] = {
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "max_position_embeddings": LONGEST,
        "hidden_act": "gelu",
    }
    (folder / "config.json").write_text(json.dumps({**facts, **config}))
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n")
    (folder / "model.safetensors").write_bytes(safetensors(weights()))
    return folder
