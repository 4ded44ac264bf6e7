"""Words that say little about what somebody looks for; they need not stand in what is found."""

from __future__ import annotations

from collections.abc import Iterable

_ENGLISH = """
a about am an and any are as at be been being but by can did do does for from had has have he her him his how
i if in into is it its me my of on or our out she so some than that the their them then there these they this
those to up was we were what when where which who why will with would you your
"""
_CHINESE = """
的 了 着 过 是 在 有 和 与 及 或 也 都 就 还 又 很 吗 呢 吧 啊 呀 我 你 他 她 它 我们 你们 他们 这 那 这个
那个 一个 什么 怎么 哪 哪个 哪些 谁 把 被 给 对 从 到 上 下 里 中 个 些 之 其 而 以 为 于 要 会 能 关于 有关
"""
STOPS = frozenset((_ENGLISH + _CHINESE).split())


def telling(words: Iterable[str]) -> list[str]:
    """The words without those that say little; all of them where nothing else would be left."""
    every = list(words)
    return [each for each in every if each not in STOPS] or every
