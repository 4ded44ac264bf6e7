"""The syllables of Mandarin as they are typed, numbered so that those of one initial stand together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_CONSONANTS = "b p m f d t n l g k h j q x z zh c ch s sh r y w"
INITIALS: tuple[str, ...] = ("", *_CONSONANTS.split())
"""In the order of the numbers. ``zh`` follows ``z``, so that ``z`` may stand for both in one range."""

_TABLE = """
a ai an ang ao e ei en eng er o ou
ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bu
pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu
ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
fa fan fang fei fen feng fiao fo fou fu
da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo
na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo
nv nve
la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun
luo lv lve
ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo
ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun
xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
za zai zan zang zao ze zei zen zeng zi zong zou zu zuan zui zun zuo
zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
zhun zhuo
ca cai can cang cao ce cei cen ceng ci cong cou cu cuan cui cun cuo
cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun
chuo
sa sai san sang sao se sen seng si song sou su suan sui sun suo
sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo
r ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo
ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun
wa wai wan wang wei wen weng wo wu
"""

SYLLABLES: tuple[str, ...] = tuple(_TABLE.split())
"""Number → syllable without tone, ü written v. Rime's and pypinyin's; ``r`` is 儿 (``nar``)."""

_LONGEST = max(map(len, SYLLABLES))
NUMBER: Mapping[str, int] = {each: number for number, each in enumerate(SYLLABLES)}
"""Syllable → number."""


def initial(syllable: str) -> str:
    """The consonant that a syllable begins with; empty for none."""
    two = syllable[:2]
    return two if two in ("zh", "ch", "sh") else syllable[:1] if syllable[:1] in INITIALS else ""


def _ranges() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for number, each in enumerate(SYLLABLES):
        first = found.get(initial(each), (number, number))[0]
        found[initial(each)] = (first, number + 1)
    return found


RANGES: Mapping[str, tuple[int, int]] = _ranges()
"""Initial → its syllables, as the first number and the one after the last."""


@lru_cache(maxsize=8192)
def written(letters: str) -> bool:
    """Whether letters are syllables one after another, as they are written in books."""
    if not letters or letters in NUMBER:
        return True
    for end in range(1, min(_LONGEST + 1, len(letters))):
        if letters[:end] in NUMBER and written(letters[end:]):
            return True
    return False
