"""``parley doctor``: what is installed, what is missing, how to get it, and whether it works."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from parley import __version__
from parley.assistant.assistant import Assistant
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import resample
from parley.commands.chinese_report import in_chinese
from parley.errors import MissingEngine, ParleyError
from parley.gateways.web.routes import PAGE
from parley.home.home import Home
from parley.models.store import Store
from parley.settings import Settings, load, settings_path
from parley.settings.services import Translating
from parley.skills.service import Skills
from parley.speech.hearing import Ear
from parley.speech.saying import SPEAKING_RATE
from parley.speech.types import Hints
from parley.tags import reads_chinese
from parley.translation.installed import models
from parley.translation.service import UPSTREAM, Translation
from parley.translation.tags import standard

_PHRASES = {"en": "what time is it", "zh": "现在几点了"}
"""Said by the own mouth and heard by the own ears."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    part: str
    name: str
    state: str
    """``ok``, ``missing`` or ``failed``."""
    detail: str = ""
    remedy: str = ""
    """The command that mends it, or empty."""


def run(*, as_json: bool) -> int:
    """Print the report; 0 when nothing that is set up fails."""
    settings = load()
    findings = [*_machine(settings), *_libraries(), *asyncio.run(_engines(settings))]
    findings += asyncio.run(_translators(settings))
    if as_json:
        print(msgspec.json.encode([asdict(finding) for finding in findings]).decode())
    else:
        _show(findings)
    return 1 if any(finding.state == "failed" for finding in findings) else 0


def _machine(settings: Settings) -> list[Finding]:
    data = settings.data_dir
    free = shutil.disk_usage(_existing(data)).free // 2**20
    path = settings_path()
    return [
        Finding("machine", "parley", "ok", f"{__version__}, Python {platform.python_version()}"),
        Finding("machine", "system", "ok", f"{platform.system()} {platform.machine()}"),
        Finding("machine", "data", "ok" if free > 500 else "failed", f"{data} ({free} MB free)"),
        Finding(
            "machine", "settings", "ok", str(path) if path.is_file() else f"defaults ({path} would be read)"
        ),
        Finding("machine", "talk page", "ok", str(PAGE))
        if (PAGE / "index.html").is_file()
        else Finding("machine", "talk page", "missing", "not built", "make web"),
    ]


def _skills(skills: Skills) -> list[Finding]:
    """How much is understood, and what of people's own was left out."""
    known = skills.known
    skills.refresh()
    count = f"{len(known.installed)} skills, {len(known.templates)} sentences"
    left_out = [Finding("skills", each.what, "failed", each.message) for each in skills.problems]
    return [Finding("skills", "understanding", "ok", count), *left_out]


def _libraries() -> list[Finding]:
    def opus() -> str:
        from parley.audio.libopus import library

        library()
        return "libopus"

    def microphone() -> str:
        if find_spec("sounddevice") is None:
            raise MissingEngine("sounddevice", "pip install 'parley[talk]'")
        try:
            import_module("sounddevice")  # finds PortAudio, or fails
        except OSError as error:
            raise MissingEngine("PortAudio", "apt install libportaudio2") from error
        return "sounddevice"

    checks: list[tuple[str, Callable[[], str]]] = [("opus", opus), ("microphone (parley talk)", microphone)]
    findings: list[Finding] = []
    for name, check in checks:
        try:
            findings.append(Finding("library", name, "ok", check()))
        except MissingEngine as error:
            findings.append(Finding("library", name, "missing", str(error), error.remedy))
    return findings


async def _engines(settings: Settings) -> list[Finding]:
    findings: list[Finding] = []
    async with await Home.open(settings) as home, Assistant(settings, home) as assistant:
        findings += _skills(assistant.skills)
        set_up = {ear.name for ear in assistant.parts.hearing.ears}
        missing = [name for name in settings.ears.engines if name not in set_up]
        findings += [
            Finding("recogniser", name, "missing", "", f"parley models pull {name}") for name in missing
        ]
        outcome = await assistant.warm()
        said: dict[str, Samples] = {}
        for language, phrase in _PHRASES.items():
            findings.append(await _mouth(assistant, language, phrase, said))
        for ear in assistant.parts.hearing.ears:
            error = outcome.get(ear.name)
            if error is not None:
                findings.append(Finding("recogniser", ear.name, "failed", str(error)))
            else:
                findings.append(await _ear(ear, said))
        ears = assistant.parts.ears
        words = ", ".join(ears.words or {}) if ears.wake else ""
        findings.append(
            Finding("wake words", "pymicro-wakeword", "ok", words)
            if words
            else Finding("wake words", "pymicro-wakeword", "missing", "", "pip install pymicro-wakeword")
        )
    return findings


async def _mouth(assistant: Assistant, language: str, phrase: str, said: dict[str, Samples]) -> Finding:
    """Say a phrase; keep its sound for the ears."""
    saying = assistant.parts.saying
    names = [mouth.name for key in (language, "*") for mouth in saying.by_language.get(key, ())]
    name = f"{names[0] if names else 'none'} ({language})"
    try:
        packets = [packet.samples async for packet in saying.say(phrase, language)]
    except ParleyError as error:
        return Finding("synthesiser", name, "failed", str(error))
    sound = np.concatenate(packets)
    said[language] = resample(sound, SPEAKING_RATE, SPEECH_RATE)
    return Finding("synthesiser", name, "ok", f"said {len(sound) / SPEAKING_RATE:.1f} s")


async def _ear(ear: Ear, said: dict[str, Samples]) -> Finding:
    """Hear the phrase that was just said; a synthetic voice need not be understood to the letter."""
    language = next((language for language in _PHRASES if language in ear.languages), None)
    if language is None or language not in said:
        return Finding("recogniser", ear.name, "ok", "started; there is no phrase to test it with")
    try:
        hearing = await ear.host.keep("open", Hints(language=language))
        await hearing.call("feed", said[language])
        hypothesis = await hearing.call("finish")
        hearing.close()
    except ParleyError as error:
        return Finding("recogniser", ear.name, "failed", str(error))
    heard = hypothesis.text or "nothing certain"
    return Finding("recogniser", ear.name, "ok", f"{_PHRASES[language]} → {heard}")


async def _translators(settings: Settings) -> list[Finding]:
    """Translate a phrase with every model that is used; none where there is none."""
    store = Store(settings.data_dir / "models")
    wanted = settings.translation.engines
    here = {each.name: each for each in models(store)}
    missing = [name for name in wanted if name not in here and name != UPSTREAM]
    findings = [Finding("translator", name, "missing", "", f"parley models pull {name}") for name in missing]
    for name, model in here.items():
        if wanted and name not in wanted:
            continue
        source = next((each for each in _PHRASES if standard(each) in model.sources), None)
        target = next(
            (each for each in ("zh-Hans", "en", *sorted(model.targets)) if each in model.targets), ""
        )
        if source is None or not target or standard(source) == target:
            findings.append(Finding("translator", name, "ok", "there is no phrase to test it with"))
            continue
        service = Translation(replace(settings, translation=Translating(engines=(name,))), store)
        try:
            (done,) = await service.translate([_PHRASES[source]], target, source)
            findings.append(Finding("translator", name, "ok", f"{_PHRASES[source]} → {done.text}"))
        except MissingEngine as error:
            findings.append(Finding("translator", name, "missing", str(error), error.remedy))
        except ParleyError as error:
            findings.append(Finding("translator", name, "failed", str(error)))
        finally:
            await service.stop()
    return findings


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _show(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    told = in_chinese if reads_chinese(os.environ) else str
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("", "part", "name", "found", "to get it"):
        table.add_column(told(column), overflow="fold")
    marks = {"ok": "[green]✓[/]", "missing": "[yellow]–[/]", "failed": "[red]✗[/]"}
    for finding in findings:
        cells = (finding.part, finding.name, finding.detail, finding.remedy)
        table.add_row(marks[finding.state], *map(told, cells))
    Console().print(table)
