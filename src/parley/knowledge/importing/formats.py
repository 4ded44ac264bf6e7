"""What a file holds, by its name, and where that does not tell, by how it begins."""

from __future__ import annotations

from parley.knowledge.importing.types import BadSource, Job
from parley.knowledge.importing.unpacking import unpacked

FORMATS = {
    "nt": "N-Triples",
    "nq": "N-Quads",
    "ttl": "Turtle",
    "trig": "TriG",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
    "csv": "a table, with a mapping",
    "wikidata": "Wikidata's JSON dump",
}
_PACKED = {".gz", ".bz2", ".zst", ".xz"}
_OTHERS = {"owl": "rdf", "xml": "rdf", "tsv": "csv", "turtle": "ttl", "nquads": "nq", "ntriples": "nt"}
_MANY = 4096


def format_of(job: Job) -> str:
    """The format of a job's file. Raises ``BadSource`` when nothing tells it."""
    if job.format:
        if job.format not in FORMATS:
            raise BadSource(f"The format must be one of {', '.join(FORMATS)}.")
        return job.format
    suffixes = [each for each in job.file.suffixes if each.lower() not in _PACKED]
    last = suffixes[-1].lower().removeprefix(".") if suffixes else ""
    last = _OTHERS.get(last, last)
    if last in FORMATS:
        return last
    with unpacked(job.file) as stream:
        head = stream.read(_MANY)
    if head.lstrip()[:1] in (b"[", b"{"):
        entity = b'"type":"item"' in head.replace(b" ", b"") or b'"type":"property"' in head.replace(
            b" ", b""
        )
        return "wikidata" if entity else "jsonld"
    raise BadSource(f"Say what the file is with --format: one of {', '.join(FORMATS)}.")
