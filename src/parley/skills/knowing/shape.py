"""Whether words look like a question about the world. What they ask is for the graph to find out."""

from __future__ import annotations

import re

LONGEST = 200
"""Characters of such a question."""
_ASKS_EN = re.compile(
    r"^(?:and |so |but |ok |okay |hey |well |then )*"
    r"(?:(?:can|could|would) you (?:please )?(?:tell|explain)|do you know|tell me|"
    r"i (?:want|would like) to know|i wonder|any idea)?[ ,]*"
    r"(?:who|what|when|where|which|whose|whom|how|why|in (?:what|which)|on (?:what|which)|at (?:what|which)|"
    r"of (?:what|which)|by whom|from (?:what|which)|is|are|was|were|does|do|did|has|have|name|list|give me|"
    r"compare|about)\b"
    r"|\b(?:what|which|who|when|where|how (?:many|much|tall|high|long|old|big|large|deep|far|heavy))\b",
    re.IGNORECASE,
)
_ASKS_ZH = re.compile(
    r"什么|啥|谁|哪|几|多少|多[高大长重深远宽久老快]|何|吗|呢|是不是|有没有|吧$|介绍|列出|列举|叫什么|怎么样|"
    r"比.{1,20}[高大长重深远多老早小低]"
)
_GOES_ON = re.compile(
    r"^(?:and|what about|how about|its|their|his|her|that one|then)\b|^(?:那|它|他|她|其|还有|这个|那个|以及)"
    r"|\b(?:its|their|his|her|there)\b|(?:它|他|她|那里|那儿)",
    re.IGNORECASE,
)
_TELL = re.compile(
    r"(?:and |so |ok |okay |please )*(?:(?:can|could|would) you )?(?:please )?(?:tell|show|give) me "
    r"(?:a bit |more |something )*(?:the|about|who|what|when|where|which|how|why|a list|all)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\b(?:can|could|would) you (?:please )?(?:tell|explain)(?: to)?(?: me)?|\bdo you (?:happen to )?know|"
    r"\btell me|\bgive me|\bi(?:'d| would)? (?:want|like) to know|\bi wonder|\bremind me|"
    r"你?(?:能|可以|能不能)?(?:告诉|跟)我?(?:说)?(?:一下)?|你知道|你知不知道|你晓得|我想知道|我想问(?:一下|问)?|"
    r"请问|帮我查(?:一下|查)?|给我(?:讲|说|介绍)(?:一下|讲)?",
    re.IGNORECASE,
)


def looks_like_a_question(text: str, *, goes_on: bool = False) -> bool:
    """Whether it may ask something about the world; ``goes_on``: the answer before was from the graph too."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        return False
    bare = _COURTESY.sub(" ", said)
    if goes_on and _GOES_ON.search(said):
        return True
    if _TELL.match(said):
        return True
    return bool(_ASKS_EN.search(bare) or _ASKS_ZH.search(bare) or said.endswith(("?", "？")))
