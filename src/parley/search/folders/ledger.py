"""The ledger: which files were read, and what they were then, on disk after every step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from parley.search.folders.types import Known, Stamp

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    folder TEXT, path TEXT, owner TEXT NOT NULL, modified INTEGER NOT NULL, size INTEGER NOT NULL,
    inode INTEGER NOT NULL, digest TEXT NOT NULL, kept INTEGER NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (folder, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (folder TEXT PRIMARY KEY, at REAL NOT NULL, code TEXT NOT NULL);
"""


class Ledger:
    """One SQLite file, in write-ahead mode. One thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def folders(self) -> list[str]:
        """Names of the folders of which anything is known."""
        found = self._database.execute("SELECT folder FROM files UNION SELECT folder FROM folders")
        return [name for (name,) in found]

    def known(self, folder: str) -> dict[str, Known]:
        """Path → what is known of it."""
        rows = self._database.execute(
            "SELECT path, owner, modified, size, inode, digest, kept, code FROM files WHERE folder=?",
            (folder,),
        )
        return {
            path: Known(path, owner, Stamp(modified, size, inode), digest, bool(kept), code)
            for path, owner, modified, size, inode, digest, kept, code in rows
        }

    def write(self, folder: str, files: Iterable[Known]) -> None:
        """Files were read. All of them, or none."""
        rows = [
            (folder, f.path, f.owner, f.stamp.modified, f.stamp.size, f.stamp.inode, f.digest, f.kept, f.code)
            for f in files
        ]
        self._many("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?,?)", rows)

    def drop(self, folder: str, paths: Iterable[str]) -> None:
        """Files are gone."""
        rows = [(folder, path) for path in paths]
        self._many("DELETE FROM files WHERE folder=? AND path=?", rows)

    def forget(self, folder: str) -> None:
        """A folder is followed no longer."""
        self._many("DELETE FROM files WHERE folder=?", [(folder,)])
        self._many("DELETE FROM folders WHERE folder=?", [(folder,)])

    def went(self, folder: str, at: float, code: str = "") -> None:
        """A folder was gone through, or why not."""
        self._database.execute("INSERT OR REPLACE INTO folders VALUES (?,?,?)", (folder, at, code))

    def state(self, folder: str) -> tuple[float, str, int, int, dict[str, int]]:
        """When it was gone through, why not, how many files are known and kept, and codes with counts."""
        row = self._database.execute("SELECT at, code FROM folders WHERE folder=?", (folder,)).fetchone()
        at, code = row or (0.0, "")
        files, kept = self._database.execute(
            "SELECT count(*), total(kept) FROM files WHERE folder=?", (folder,)
        ).fetchone()
        codes = self._database.execute(
            "SELECT code, count(*) FROM files WHERE folder=? AND code<>'' GROUP BY code", (folder,)
        )
        return at, code, files, int(kept), dict(codes.fetchall())

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany(statement, rows)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
