"""Sheets of paper with something on them: text in two languages, tables, pictures, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from fakes.pictures import font
from parley.vision.types import Pixels

KINDS = ("text", "table", "picture", "banner", "receipt", "letter")
"""What may be on a sheet."""

ENGLISH = (
    "The committee met on 14 March in the old town hall.", "Mr Whitfield said that the bridge was repaired,",
    "at a cost of 48,250 pounds, and opens on Monday.", "Two members asked whether the path could be lit;",
    "the chair promised an answer before the summer.", "Please pay the amount due within fourteen days.",
    "Quote the account number in all correspondence.", "The next meeting will be held on 9 October 2026.",
    "Keep this letter with your other documents.", "Questions are answered on weekdays until 5 pm.",
    "The meter was read by our engineer last Tuesday.", "Thank you for being our customer since 2011.",
)  # fmt: skip
CHINESE = (
    "会议于三月十四日在旧市政厅举行，到会二十三人。", "王主任报告说，大桥已经修好，共花费四十八万元。",
    "下星期一重新通车，请各单位通知职工绕行时间。", "有两位代表问，河边的小路能不能装上路灯。",
    "请于本月三十日前到银行缴纳本期电费。", "如有疑问，请拨打客服热线咨询办理。",
    "本单据作为缴费凭证，请妥善保管。", "用户编号见右上角，来信请注明。",
    "下次抄表日期为十二月五日，请家中留人。", "感谢您一直以来的支持与信任。",
)  # fmt: skip
GOODS = (
    "牛奶 Milk",
    "面包 Bread",
    "鸡蛋 Eggs",
    "苹果 Apples",
    "咖啡 Coffee",
    "大米 Rice",
    "茶叶 Tea",
    "酱油 Soy",
)


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper, flat."""

    pixels: Pixels
    text: str
    """What is written on it, in the order of a reader."""


def sheet(random: np.random.Generator, what: str) -> Sheet:
    """A sheet of A4 or Letter (a receipt is a strip), with 1,000 pixels across."""
    from PIL import Image, ImageDraw

    wide = 1000
    high = 1414 if random.random() < 0.7 else 1294
    if what == "receipt":
        wide, high = 620, int(random.uniform(900, 1500))
    image = Image.new("RGB", (wide, high), tuple(int(each) for each in random.integers(236, 250, 3)))
    pen = ImageDraw.Draw(image)
    draw = {"table": _table, "picture": _picture, "banner": _banner, "receipt": _receipt, "letter": _letter}
    told = draw.get(what, _text)(random, image, pen)
    return Sheet(np.ascontiguousarray(np.asarray(image, np.uint8)), "\n".join(told))


def _lines(random: np.random.Generator, many: int) -> list[str]:
    languages = (ENGLISH, CHINESE, ENGLISH + CHINESE)[int(random.integers(3))]
    return [languages[int(each)] for each in random.integers(0, len(languages), many)]


def _written(
    pen: Any, lines: list[str], x: int, y: int, height: int, bottom: int, step: float = 1.75
) -> list[str]:
    told: list[str] = []
    for line in lines:
        if y + height > bottom:
            break
        pen.text((x, y), line, font=font(height), fill=(30, 30, 34))
        told.append(line)
        y += round(height * step)
    return told


def _text(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    return _written(pen, _lines(random, 40), 90, 100, int(random.integers(26, 31)), image.height - 90)


def _letter(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    """A few lines on a large sheet: much white."""
    many = int(random.integers(4, 9))
    return _written(pen, _lines(random, many), 110, 130, 28, image.height - 90)


def _table(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    left, top, right = 80, int(random.integers(160, 300)), image.width - 80
    many, step = int(random.integers(8, 16)), 62
    told = _written(pen, _lines(random, 1), left, 80, 34, top)
    columns = [left, left + 330, left + 560, right]
    for row in range(many + 1):
        pen.line((left, top + row * step, right, top + row * step), fill=(20, 20, 20), width=3)
    for x in columns:
        pen.line((x, top, x, top + many * step), fill=(20, 20, 20), width=3)
    for row in range(many):
        cells = (
            GOODS[int(random.integers(len(GOODS)))],
            str(random.integers(1, 99)),
            f"{random.uniform(1, 999):.2f}",
        )
        for x, cell in zip(columns, cells, strict=False):
            pen.text((x + 18, top + row * step + 14), cell, font=font(28), fill=(30, 30, 34))
            told.append(cell)
    return told


def _picture(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    """Text around a photograph with a horizon and shapes."""
    from PIL import Image

    wide, high = image.width - 180, int(random.integers(380, 620))
    rows, columns = np.mgrid[0:high, 0:wide]
    sky = np.stack([90 + rows * 0.2, 140 + rows * 0.15, 210 - rows * 0.1], axis=2)
    ridge = high * 0.6 + 50 * np.sin(columns / 90 + random.uniform(0, 6)) + 20 * np.sin(columns / 23)
    sky[rows > ridge] = random.uniform(30, 110, 3)
    photo = Image.fromarray(np.clip(sky + random.normal(0, 9, sky.shape), 0, 255).astype(np.uint8))
    told = _written(pen, _lines(random, 4), 90, 90, 28, image.height)
    image.paste(photo, (90, 320))
    return told + _written(pen, _lines(random, 20), 90, 340 + high, 28, image.height - 80)


def _banner(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    """A coloured band that runs to the edges of the paper, as on many bills."""
    colour = tuple(int(each) for each in random.integers(20, 150, 3))
    pen.rectangle((0, 60, image.width, 190), fill=colour)
    title = ("Springfield Water", "城市供电公司 Electricity", "Northern Telecom")[int(random.integers(3))]
    pen.text((90, 95), title, font=font(52), fill="white")
    return [title, *_written(pen, _lines(random, 30), 90, 260, 28, image.height - 90)]


def _receipt(random: np.random.Generator, image: Any, pen: Any) -> list[str]:
    told = ["幸福超市 Happy Market"]
    pen.text((60, 50), told[0], font=font(36), fill=(40, 40, 44))
    y = 140
    while y < image.height - 160:
        name, price = GOODS[int(random.integers(len(GOODS)))], f"{random.uniform(1, 99):.2f}"
        pen.text((50, y), name, font=font(30), fill=(40, 40, 44))
        pen.text((image.width - 160, y), price, font=font(30), fill=(40, 40, 44))
        told += [name, price]
        y += 54
    pen.text((50, y + 20), "合计 Total", font=font(34), fill=(20, 20, 20))
    return [*told, "合计 Total"]
