"""Releases of packages that data is made from: fetched from their registries, checked, unpacked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """One release of a package."""

    name: str
    version: str
    registry: str
    """``npm``, ``pypi`` or, where there is no wheel, ``pypi-source``."""
    sha256: str
    """Of its archive."""
    licence: str = ""
    """Of what is taken from it, where that is not said elsewhere."""
    python: str = "py3"
    """What its wheel says that it is for."""

    @property
    def file(self) -> str:
        """Its archive's name."""
        if self.registry == "npm":
            return f"{self.name}-{self.version}.tgz"
        if self.registry == "pypi-source":
            return f"{self.name}-{self.version}.tar.gz"
        return f"{self.name.replace('-', '_')}-{self.version}-{self.python}-none-any.whl"

    @property
    def url(self) -> str:
        """Where a person can read about it."""
        if self.registry == "npm":
            return f"https://www.npmjs.com/package/{self.name}/v/{self.version}"
        return f"https://pypi.org/project/{self.name}/{self.version}/"


def unpacked(package: Package, folder: Path) -> Path:
    """Where a package lies in a folder: fetched when it is not there yet, and always checked.

    Raises ``SystemExit``, with a sentence, for another archive than the one that was chosen.
    """
    archive, inside = folder / package.file, folder / f"{package.name}-{package.version}"
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(package), cwd=folder, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.file} has SHA-256 {found}, which is not the one that was chosen.")
    if not inside.is_dir():
        if archive.name.endswith(".whl"):
            with zipfile.ZipFile(archive) as each:
                each.extractall(inside)
        else:
            with tarfile.open(archive) as each:
                each.extractall(inside, filter="data")
    return inside


def _command(package: Package) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "."]
    if package.registry == "pypi-source":
        command += ["--no-binary", ":all:"]
    return [*command, f"{package.name}=={package.version}"]
