"""Where skills come from: Parley's own folder, a folder of the house, and installed Python packages."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from inspect import isclass
from pathlib import Path
from types import ModuleType

from parley.errors import ParleyError
from parley.language.messages import Messages
from parley.language.understanding.slot_types import COMMON
from parley.skills.frame import BadSkill, House, Skill
from parley.skills.installed import Installed
from parley.skills.kept import alike, read_replies, sentences_of
from parley.skills.nobodys import nobodys
from parley.skills.watching import stamp
from parley.telemetry import log

OWN = Path(__file__).parent
"""The skills that come with Parley."""
GROUP = "parley.skills"
"""Entry points of this group name packages that are skills."""

MakeHouse = Callable[[Mapping[str, Messages]], House]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something from outside that was left out, because it does not fit together."""

    what: str
    """The skill's name, or the file."""
    message: str


def skills_in(folder: Path) -> Iterator[Path]:
    """Every folder of a skill in a folder."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if _is_skill(path))


def _is_skill(path: Path) -> bool:
    try:
        with os.scandir(path) as entries:
            names = {each.name for each in entries}
    except OSError:
        return False  # a file, or a folder that nobody may read
    return "handlers.py" in names and any(fnmatchcase(each, "sentences.*.yaml") for each in names)


def load_folder(path: Path, house: MakeHouse, package: str | None = None) -> Installed:
    """The skill in a folder. Raises ``BadSkill`` when its files do not fit together.

    ``package`` is its Python name where it is installed; else it is imported from where it lies.
    """
    now = stamp(path)
    messages = read_replies(path, now)
    if not messages:
        raise BadSkill(f"The skill in {path} has no replies.<language>.yaml.")
    made = _skill_class(path, package or _package(path))
    skill = made(house(messages))
    types = {**COMMON, **skill.slot_types()}

    def ships() -> bool:
        if package is None and path.resolve().parent != OWN:
            return False
        return alike(types, {**COMMON, **made(nobodys(messages)).slot_types()})

    own = skill.house.settings.data_dir / "cache" / "sentences"
    sentences = sentences_of(path, types, now, own, ships)
    handlers = skill.handlers()
    if odd := sentences.intents() ^ handlers.keys():
        raise BadSkill(f"The skill in {path} has a sentence without handler, or the reverse: {sorted(odd)}.")
    return Installed(path.name, skill, sentences, handlers, path)


def load_outside(folder: Path, house: MakeHouse) -> tuple[list[Installed], list[Problem]]:
    """The skills of a folder of the house and of installed packages; what is broken is left out."""
    installed: list[Installed] = []
    problems: list[Problem] = []
    for name, load in _outside(folder, house):
        try:
            installed.append(load())
        except ParleyError as error:
            problems.append(Problem(name, str(error)))
            log.warning("skill.left_out", skill=name, code=error.code)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's code raises, the house works
            problems.append(Problem(name, f"{type(error).__name__}: {error}"))
            log.warning("skill.left_out", skill=name, kind=type(error).__name__)
    return installed, problems


def _outside(folder: Path, house: MakeHouse) -> Iterator[tuple[str, Callable[[], Installed]]]:
    for path in skills_in(folder):
        yield path.name, lambda path=path: load_folder(path, house)
    for point in _points(tuple((folder, _changed(folder)) for folder in sys.path)):
        yield point.name, lambda point=point: _load_point(point, house)


@lru_cache(maxsize=4)
def _points(_: tuple[tuple[str, int], ...]) -> Sequence[EntryPoint]:
    """What packages bring that are installed in these folders: all their files are read for it, so only where
    something has come or gone since."""
    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _changed(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0


def _load_point(point: EntryPoint, house: MakeHouse) -> Installed:
    module = point.load()
    if not isinstance(module, ModuleType) or not module.__file__:
        raise BadSkill(f"The entry point {point.name!r} must name a package; it names {point.value!r}.")
    return load_folder(Path(module.__file__).parent, house, module.__name__)


def _package(path: Path) -> str:
    """The name under which a skill's folder can be imported."""
    if path.parent == OWN:
        return f"parley.skills.{path.name}"
    shelf = f"parley_skills_{hashlib.sha256(str(path.parent.resolve()).encode()).hexdigest()[:12]}"
    if shelf not in sys.modules:
        module = ModuleType(shelf)
        module.__path__ = [str(path.parent)]
        sys.modules[shelf] = module
    return f"{shelf}.{path.name}"


def _skill_class(path: Path, package: str) -> type[Skill]:
    found = _skill_classes(import_module(f"{package}.handlers"))
    if len(found) != 1:
        raise BadSkill(f"{path}/handlers.py must have one class derived from Skill; it has {len(found)}.")
    return found[0]


@lru_cache(maxsize=128)
def _skill_classes(module: ModuleType) -> Sequence[type[Skill]]:
    return [
        value
        for value in vars(module).values()
        if isclass(value) and issubclass(value, Skill) and value.__module__ == module.__name__
    ]
