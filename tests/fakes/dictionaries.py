"""A small dictionary and sentences in the formats of CC-CEDICT and Tatoeba, written for the tests."""

from __future__ import annotations

from pathlib import Path

from parley.models.store import Store

ENTRIES = """\
# CC-CEDICT
#! version=1
飛 飞 [fei1] /to fly/
飛行 飞行 [fei1 xing2] /(of planes etc) to fly/flying/flight/aviation/
飛機 飞机 [fei1 ji1] /airplane/CL:架[jia4]/
飛機場 飞机场 [fei1 ji1 chang3] /airport/CL:處|处[chu4]/
蠅 蝇 [ying2] /fly/musca/CL:隻|只[zhi1]/
蘋果 苹果 [ping2 guo3] /apple/CL:個|个[ge4],顆|颗[ke1]/
貓 猫 [mao1] /cat/CL:隻|只[zhi1]/(dialect) to hide oneself/
中國 中国 [Zhong1 guo2] /China/
瓷器 瓷器 [ci2 qi4] /chinaware; china/
乾 干 [gan1] /dry/dried food/surname Gan/
幹 干 [gan4] /tree trunk/to do; to work/
干 干 [gan1] /to concern/shield/
打 打 [da2] /dozen (loanword)/
打 打 [da3] /to beat/to strike/to play (a game)/
AA制 AA制 [A A zhi4] /to split the bill/
源源本本 源源本本 [yuan2 yuan2 ben3 ben3] /variant of 原原本本[yuan2 yuan2 ben3 ben3]/
"""
SENTENCES = """\
1\t鸟会飞。\t101\tBirds can fly.
2\t他坐飞机去北京。\t102\tHe will fly to Beijing by plane.
3\t我想飞。\t103\tI want to fly.
4\t我不喜欢苹果。\t104\tI don't like apples, but one apple is fine.
5\t貓在睡覺。\t105\tThe cat is asleep.
"""


def install(store: Store, folder: Path) -> None:
    """Import the dictionary and the sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = folder / "cedict_ts.u8"
    entries.write_text(ENTRIES, "utf-8")
    store.import_path(entries, "cc-cedict")
    sentences(store, folder)


def sentences(store: Store, folder: Path) -> None:
    """Import the sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = folder / "Sentence pairs.tsv"
    pairs.write_text(SENTENCES, "utf-8")
    store.import_path(pairs, "sentences-zh-en")
