"""Tiny networks with the mouths of large ones: what is red is a thing, or a face."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FACE_MARKS = ((0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8))
"""Of a face that fills its cell of 32 pixels: eyes, nose, corners of the mouth."""


def _library() -> tuple[Any, Any, Any]:
    onnx = pytest.importorskip("onnx")
    return onnx, onnx.helper, onnx.numpy_helper


def _redness(helper: Any, stride: int, weights: list[Any], numpy_helper: Any, first: int) -> list[Any]:
    """How much redder than green every cell of ``stride`` pixels is, 0 to 1; channel ``first`` is red."""
    colour = np.zeros((1, 3, 1, 1), np.float32)
    colour[0, first], colour[0, 1] = 1 / 255, -1 / 255
    weights.append(numpy_helper.from_array(colour, f"colour_{stride}"))
    return [
        helper.make_node(
            "AveragePool", ["picture"], [f"mean_{stride}"], kernel_shape=[stride] * 2, strides=[stride] * 2
        ),
        helper.make_node("Conv", [f"mean_{stride}", f"colour_{stride}"], [f"red_{stride}"]),
        helper.make_node("Relu", [f"red_{stride}"], [f"map_{stride}"]),
    ]


def yolox(path: Path, side: int = 64, kind: int = 41) -> Path:
    """Takes blue, green, red; a red cell of 8 pixels is a thing of that class, 16 pixels wide and high."""
    onnx, helper, numpy_helper = _library()
    cells, others = (side // 8) ** 2, (side // 16) ** 2 + (side // 32) ** 2
    box = np.zeros((1, cells, 4), np.float32)
    box[:, :, :2], box[:, :, 2:] = 0.5, np.log(2)
    classes = np.zeros((1, cells, 80), np.float32)
    classes[:, :, kind] = 1
    weights = [
        numpy_helper.from_array(box, "box"),
        numpy_helper.from_array(classes, "classes"),
        numpy_helper.from_array(np.zeros((1, others, 85), np.float32), "others"),
        numpy_helper.from_array(np.array([1, cells, 1], np.int64), "shape"),
    ]
    nodes = _redness(helper, 8, weights, numpy_helper, first=2)
    nodes += [
        helper.make_node("Reshape", ["map_8", "shape"], ["there"]),
        helper.make_node("Concat", ["box", "there", "classes"], ["rows"], axis=2),
        helper.make_node("Concat", ["rows", "others"], ["output"], axis=1),
    ]
    told = helper.make_tensor_value_info("output", onnx.TensorProto.FLOAT, [1, cells + others, 85])
    return _saved(path, nodes, [1, 3, side, side], [told], weights)


def yunet(path: Path, side: int = 320) -> Path:
    """Takes blue, green, red; a red cell of 32 pixels is a face that fills it."""
    onnx, helper, numpy_helper = _library()
    box, marks = np.array([0.5, 0.5, 0, 0], np.float32), np.array(FACE_MARKS, np.float32).ravel()
    fixed = {"cls": np.zeros(1, np.float32), "obj": np.zeros(1, np.float32), "bbox": box, "kps": marks}
    weights: list[Any] = []
    nodes: list[Any] = []
    told: list[Any] = []
    for stride in (8, 16, 32):
        cells = (side // stride) ** 2
        nodes += _redness(helper, stride, weights, numpy_helper, first=2)
        for name, values in fixed.items():
            size = len(values)
            red = float(stride == 32 and size == 1)
            weights += [
                numpy_helper.from_array(np.full((size, 1, 1, 1), red, np.float32), f"times_{name}_{stride}"),
                numpy_helper.from_array(values, f"plus_{name}_{stride}"),
                numpy_helper.from_array(np.array([1, cells, size], np.int64), f"shape_{name}_{stride}"),
            ]
            at = f"{name}_{stride}"
            nodes += [
                helper.make_node("Conv", [f"map_{stride}", f"times_{at}", f"plus_{at}"], [f"grid_{at}"]),
                helper.make_node("Transpose", [f"grid_{at}"], [f"turned_{at}"], perm=[0, 2, 3, 1]),
                helper.make_node("Reshape", [f"turned_{at}", f"shape_{at}"], [at]),
            ]
    for name, values in fixed.items():
        for stride in (8, 16, 32):
            shape = [1, (side // stride) ** 2, len(values)]
            told.append(helper.make_tensor_value_info(f"{name}_{stride}", onnx.TensorProto.FLOAT, shape))
    return _saved(path, nodes, [1, 3, side, side], told, weights)


def sface(path: Path) -> Path:
    """Of a face of 112 pixels 128 numbers: what its parts look like."""
    onnx, helper, numpy_helper = _library()
    weights = [
        numpy_helper.from_array(np.array([1, 192], np.int64), "shape"),
        numpy_helper.from_array(np.array([0], np.int64), "from"),
        numpy_helper.from_array(np.array([128], np.int64), "to"),
        numpy_helper.from_array(np.array([1], np.int64), "axis"),
    ]
    nodes = [
        helper.make_node("AveragePool", ["picture"], ["parts"], kernel_shape=[14, 14], strides=[14, 14]),
        helper.make_node("Reshape", ["parts", "shape"], ["all"]),
        helper.make_node("Slice", ["all", "from", "to", "axis"], ["fc1"]),
    ]
    told = helper.make_tensor_value_info("fc1", onnx.TensorProto.FLOAT, [1, 128])
    return _saved(path, nodes, [1, 3, 112, 112], [told], weights)


def _saved(path: Path, nodes: list[Any], shape: list[int], told: list[Any], weights: list[Any]) -> Path:
    onnx, helper, _ = _library()
    given = helper.make_tensor_value_info("picture", onnx.TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "toy", [given], told, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    importlib.import_module("onnx.checker").check_model(model)
    path.write_bytes(model.SerializeToString())
    return path
