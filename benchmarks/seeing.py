"""How well and how fast pages are read, beside bare rapidocr in the same run; what is found on photographs.

Run with ``.venv/bin/python benchmarks/seeing.py``; it takes three minutes, the extra ``vision`` and a Chinese
font. Pages are drawn by the tests' own means and then turned, tilted, bent, blurred, darkened, made grainy
and small. Character errors are counted against the order in which a person reads, white space aside. The
photographs are those that scikit-image brings with it, where it is installed.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.pictures import (  # pyright: ignore[reportMissingImports]
    bent,
    drawn,
    errors,
    noisy,
    picture,
    tilted,
)
from parley.vision.objects.fastestdet import FastestDet
from parley.vision.reading.order import ordered
from parley.vision.reading.rapid import THREADS, RapidOcr

ENGLISH = [
    "The committee met on 14 March in the old town hall.",
    "Mr Whitfield reported that the bridge had been repaired,",
    "at a cost of £48,250, and would open again on Monday.",
    "Two members asked whether the river path could be lit;",
    "the chair promised an answer before the summer recess.",
    "Any other business: none. The meeting closed at 9.40 pm.",
]
CHINESE = [
    "会议于三月十四日在旧市政厅举行，到会二十三人。",
    "王主任报告说，大桥已经修好，共花费四十八万元，",
    "下星期一重新通车，请各单位通知职工绕行时间。",
    "有两位代表问，河边的小路能不能装上路灯；",
    "主席答应在暑假以前给大家一个答复。",
    "其他事项：无。会议于晚上九点四十分结束。",
]
MIXED = [
    "Parley v0.1 安装说明 Installation Guide",
    "第 1 步：下载 parley-0.1.tar.gz，大小约 45 MB。",
    "Step 2: run make install，大约需要 3 分钟。",
    "第 3 步：打开 http://localhost:8420 登录。",
    "Default port 默认端口是 8420，可以在 settings 里改。",
    "如有问题，请发邮件到 help@example.org 联系我们。",
]
TEXTS = {"English": ENGLISH, "Chinese": CHINESE, "mixed": MIXED}
RECEIPT = [
    ("牛奶 Milk 1L", "12.50"), ("全麦面包 Bread", "8.00"), ("鸡蛋 Eggs x10", "15.90"),
    ("苹果 Apples", "9.80"), ("咖啡 Coffee", "39.00"), ("合计 Total", "85.20"),
]  # fmt: skip

PHOTOGRAPHS = (
    "astronaut.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "motorcycle_left.png",
    "horse.png",
    "rocket.jpg",
    "page.png",
    "coins.png",
    "brick.png",
    "grass.png",
    "moon.png",
    "retina.jpg",
)


def lines(texts: list[str], height: int = 30) -> Any:
    places = [(50, 50 + round(height * 1.7) * row, line) for row, line in enumerate(texts)]
    return drawn(places, (1100, 460), height)


def columns(left: list[str], right: list[str]) -> Any:
    places = [(50, 50 + 50 * row, line) for row, line in enumerate(left)]
    return drawn(
        [*places, *((1000, y, line) for (_, y, _), line in zip(places, right, strict=False))], (1960, 420), 28
    )


def receipt() -> Any:
    places = [
        (x, 40 + 52 * row, text)
        for row, pair in enumerate(RECEIPT)
        for x, text in zip((40, 520), pair, strict=True)
    ]
    return drawn(places, (680, 380), 30)


def blurred(image: Any, radius: float) -> Any:
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(radius))


def dim(image: Any) -> Any:
    return noisy(image.point(lambda value: round(20 + value * 0.22)), 6)


WAYS: dict[str, Callable[[Any], Any]] = {
    "clean": lambda image: image,
    "a quarter turned": lambda image: image.rotate(-90, expand=True),
    "upside down": lambda image: image.rotate(180),
    "three quarters turned": lambda image: image.rotate(90, expand=True),
    "tilted by 8°": lambda image: tilted(image, 8),
    "bent and grainy": lambda image: noisy(bent(image, 0.08), 14),
    "blurred": lambda image: blurred(image, 1.6),
    "dim": dim,
    "small print (12 px)": lambda image: image.resize((image.width * 2 // 5, image.height * 2 // 5)),
}


def pages() -> Iterator[tuple[str, Any, str]]:
    """Kind, picture and what is written, in the order of a reader."""
    for way, change in WAYS.items():
        for texts in TEXTS.values():
            yield way, change(lines(texts)), "".join(texts)
    for left, right in ((ENGLISH, CHINESE), (MIXED, ENGLISH)):
        yield "two columns", columns(left, right), "".join(left + right)
    yield "receipt", receipt(), "".join(name + price for name, price in RECEIPT)
    large = drawn([(300, 500 + 60 * row, line) for row, line in enumerate(MIXED)], (3600, 2400), 24)
    yield "24 px on 3600 x 2400", large, "".join(MIXED)


def measure_text() -> None:
    from rapidocr import RapidOCR

    bare: Any = RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": THREADS, "Global.log_level": "critical"}
    )
    own = RapidOcr()
    rows: dict[str, list[tuple[float, float, float, float]]] = {}
    for kind, image, wanted in [*[*pages()][:1], *pages()]:  # the first twice: engines warm up
        seen = picture(image)
        begun = time.perf_counter()
        told = bare(np.ascontiguousarray(seen.pixels[:, :, ::-1])).txts or ()
        between = time.perf_counter()
        blocks, _ = ordered(own.lines(seen))
        end = time.perf_counter()
        mine = "".join(block.text for block in blocks)
        row = (errors("".join(told), wanted), errors(mine, wanted), between - begun, end - between)
        rows.setdefault(kind, []).append(row)
    rows["clean"].pop(0)
    print(
        "| pages | character errors, bare rapidocr | Parley | seconds, bare | Parley |\n|---|---|---|---|---|"
    )
    for kind, found in [*rows.items(), ("all", [row for each in rows.values() for row in each])]:
        one, other, first, second = (statistics.mean(column) for column in zip(*found, strict=True))
        print(f"| {kind} | {one:.1%} | {other:.1%} | {first:.2f} | {second:.2f} |")


def measure_things() -> None:
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        print("No photographs: pip install scikit-image elsewhere, and put it on PYTHONPATH.")
        return
    from PIL import Image

    folder = Path(found.submodule_search_locations[0]) / "data"
    detector = FastestDet()
    for name in PHOTOGRAPHS:
        seen = picture(Image.open(folder / name))
        begun = time.perf_counter()
        things = detector.find(seen)
        spent = (time.perf_counter() - begun) * 1000
        told = ", ".join(f"{each.name} {each.confidence:.2f}" for each in things) or "nothing"
        print(f"{name}: {told} ({spent:.0f} ms)")


if __name__ == "__main__":
    measure_text()
    measure_things()
