"""What the sentences about lists have in their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parley.language.understanding.bare import bare
from parley.language.understanding.slots import SlotType, words

SHOPPING = "shopping"
TASKS = "tasks"

_SHOPPING = (
    "shopping list|shopping lists|shop list|grocery list|groceries list|list of groceries|list for shopping|"
    "groceries|list of things to buy|shopping cart|购物清单|购物单子|购物单|购物列表|采购清单|采购单|购物车|"
    "买菜清单|买菜单子|买菜单|超市清单|shopping清单|购物list|grocery清单"
)
_TASKS = (
    "to-do list|to do list|todo list|task list|tasks list|list of things to do|list of things i have to do|"
    "list of tasks|list of chores|list of pending tasks|list of to-dos|list of to dos|chore list|chores list|"
    "tasks|chores|to-dos|todos|to-do|todo|to dos|"
    "待办事项清单|待办事项列表|待办事项|待办清单|待办列表|待办|代办事项|"
    "代办清单|任务清单|任务列表|todo清单|to do清单|to-do清单|待办list"
)
#: Lists whose name ends in 单 alone; 菜单 and 名单 are no lists of this kind.
_SINGLE = "书单|片单|观影单|心愿单|愿望单|礼物单"
#: What cannot be in the name of a list: the words around it.
_BAN = (
    r"(?: (?:to|on|onto|in|into|from|off|of|for) (?:the|my|our|a)"
    r"|\b(?:list|lists|to-do|remind|what|which|tell))(?![a-z])"
    r"|的(?=清单|列表|单子|list)|清单|列表|把|从|往|加到|放到|移到|提醒|什么|哪|有|列|删|吗|清空|念|看|告诉|里|改"
)
_NO_NAME = (
    "(?!(?:the|my|our|an?|this|that|new|same|whole|entire|other|another|current|all|any|no|of)"
    "(?: list)?(?![a-z]))(?!一?[个份张])"
)

_WORD = (
    "(?!(?:the|my|our|an?|his|her|their|its|your|this|that|each|every|in|at|for|with|and|top|full|one|two|it)"
    rf"(?![a-z]))(?:(?!{_BAN})[a-z]){{2,}}"
)
#: The bare name of a list nobody called one: "camping gear", and not "the table", "him" or "hold".
_PLAIN = rf"{_NO_NAME}(?:{_WORD}(?: {_WORD}){{1,2}}|(?:(?!{_BAN}|上)[\u3400-\u9fff]){{3,8}}?)"

KIND_OF = {
    name: kind for kind, names in ((SHOPPING, _SHOPPING), (TASKS, _TASKS)) for name in names.split("|")
}
"""Which kind of list people mean by a word."""

_NOUN = re.compile(r"(?:\s*的?(?:清单|列表|单子)|\s+lists?)$")


def name_of(text: str) -> str:
    """A list's name without "list"; 购物清单 and the like as their kind."""
    plain = text.strip(" '\"“”《》「」")
    return KIND_OF.get(plain.casefold()) or _NOUN.sub("", plain).strip() or plain


def _name(text: str, language: str) -> str | None:
    name = bare(text)
    return name_of(name) or None if name else None


def _text(text: str, language: str) -> str | None:
    return bare(text)


TYPES: Mapping[str, SlotType] = {
    "wellknown": words(KIND_OF),
    "task": words(dict.fromkeys(_TASKS.split("|"), TASKS)),
    "single": words({name: name for name in _SINGLE.split("|")}),
    "listname": SlotType(rf"{_NO_NAME}(?! )(?:(?!{_BAN}).){{1,30}}?(?<! )", _name, free=True),
    "plainlist": SlotType(_PLAIN, _name, free=True),
    "oneword": SlotType(rf"{_NO_NAME}(?:(?!{_BAN})[^\s]){{1,30}}?", _name, free=True),
    "title": SlotType(r"\S(?:.{0,60}?\S)??", _name, free=True),
    "items": SlotType(r"\S(?:.{0,250}?\S)??", _text, free=True),
}
