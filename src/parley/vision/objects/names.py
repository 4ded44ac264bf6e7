"""What the eighty classes of COCO are called, in English and Chinese."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

CLASSES: tuple[str, ...] = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
    "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee",
    "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard",
    "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple",
    "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch",
    "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard",
    "cell phone", "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase",
    "scissors", "teddy bear", "hair drier", "toothbrush",
)  # fmt: skip
"""In the order in which detectors trained on COCO number them."""
PERSON = "person"


def called(name: str, language: str) -> str:
    """What a class is called in a language: Chinese for ``zh…``, else English."""
    return _words("zh" if language.lower().startswith("zh") else "en")[name]


@cache
def _words(language: str) -> dict[str, str]:
    text = (files("parley.vision.objects") / f"names.{language}.yaml").read_text("utf-8")
    return {str(name): str(word) for name, word in msgspec.yaml.decode(text).items()}
