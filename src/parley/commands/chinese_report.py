"""What ``parley doctor`` reports, for people who read Chinese."""

from __future__ import annotations

import re

_WORDS = {
    "part": "部分",
    "name": "名称",
    "found": "情况",
    "to get it": "怎么补上",
    "machine": "电脑",
    "library": "程序库",
    "skills": "技能",
    "synthesiser": "语音合成",
    "recogniser": "语音识别",
    "wake words": "唤醒词",
    "translator": "翻译",
    "system": "系统",
    "data": "数据",
    "settings": "设置",
    "talk page": "网页",
    "understanding": "理解",
    "microphone (parley talk)": "麦克风（parley talk）",
    "not built": "还没有生成",
    "nothing certain": "听不清",
    "started; there is no phrase to test it with": "已启动；没有可以测试的句子",
    "there is no phrase to test it with": "没有可以测试的句子",
}
_SHAPES = (
    (r"(.+) \((\d+) MB free\)", r"\1（剩余 \2 MB）"),
    (r"defaults \((.+) would be read\)", r"默认值（会读取 \1）"),
    (r"(\d+) skills, (\d+) sentences", r"\1 个技能，\2 个句子"),
    (r"said ([\d.]+) s", r"说了 \1 秒"),
    (r"none \((\w+)\)", r"没有（\1）"),
    (r"(.+) → nothing certain", r"\1 → 听不清"),
    (r"The engine '(.+?)' is not installed\. Get it with: .*", r"没有安装 \1"),
)


def in_chinese(cell: str) -> str:
    """A cell of the report; what is a name, a path or a library's own message stays as it is."""
    if (word := _WORDS.get(cell)) is not None:
        return word
    for shape, chinese in _SHAPES:
        if match := re.fullmatch(shape, cell):
            return match.expand(chinese)
    return cell
