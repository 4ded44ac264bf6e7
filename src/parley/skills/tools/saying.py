"""What people say for the tools of an MCP server: as the settings have it, else by the tool's own name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import BadTemplate, Template, compile_template, parse
from parley.settings.around import McpServer
from parley.skills.sentences import Sentences
from parley.skills.tools.server import Tool
from parley.skills.tools.skill import intent_of, slot_of
from parley.telemetry import log

_RULES = {"use": parse("(use|ask|run|call|用|让|问|调用)")}
_WORD = re.compile(r"[\w']+")


def sentences_of(
    server: str, settings: McpServer, tools: Sequence[Tool], types: Mapping[str, SlotType]
) -> Sentences:
    """Sentences and answers for each tool. A sentence that cannot be read is left out, with a line in the
    log."""
    templates: list[Template] = []
    answers: dict[tuple[str, str], tuple[Template, ...]] = {}
    for tool in tools:
        intent = intent_of(server, tool)
        for text in settings.sentences.get(tool.name) or _by_name(server, tool):
            try:
                templates.append(compile_template(intent, text, _RULES, types))
            except BadTemplate:
                log.warning("mcp.bad_sentence", server=server, tool=tool.name)
        for each in tool.parameters:
            slot = slot_of(each)
            answers[intent, slot] = (compile_template(intent, f"{{{slot}}}", {}, types),)
        answers[intent, "sure"] = (compile_template(intent, "{yesno:sure}", {}, types),)
    return Sentences(tuple(templates), answers, {}, {}, {})


def _by_name(server: str, tool: Tool) -> Sequence[str]:
    """``use kitchen to find recipe``, and with the one thing the tool must know behind it."""
    house, what = _plain(server), _plain(tool.title)
    if not what:
        return ()
    around = f"<use> {house} [(to|and|for|来|去)] {what}"
    needed = [each for each in tool.parameters if each.required]
    if len(needed) == 1:
        return (around, f"{around} [(for|of|about)] {{{slot_of(needed[0])}}}")
    return (around,)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("_", " ")))
