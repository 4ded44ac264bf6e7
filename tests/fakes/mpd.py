"""A small Music Player Daemon: the real text protocol on a real socket; its songs only exist in words."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Song = dict[str, str]
Lines = list[str]


@dataclass
class FakeMpd:
    """Use as an async context manager; ``said`` holds every command."""

    songs: Sequence[Song] = ()
    said: list[str] = field(default_factory=list[str])
    queue: list[Song] = field(default_factory=list[Song])
    at: int = -1
    state: str = "stop"
    modes: dict[str, str] = field(default_factory=lambda: {"random": "0", "repeat": "0", "single": "0"})
    port: int = 0

    async def __aenter__(self) -> FakeMpd:
        self._lines: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def playing(self) -> str:
        """Title of the song that plays, or would."""
        return self.queue[self.at].get("Title", self.queue[self.at]["file"]) if self.at >= 0 else ""

    def cut(self) -> None:
        """Every line breaks."""
        for line in self._lines:
            line.close()
        self._lines.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        writer.write(b"OK MPD 0.23.5\n")
        while line := (await reader.readline()).decode().strip():
            self.said.append(line)
            name, *arguments = shlex.split(line)
            if name in ("idle", "noidle"):
                if name == "noidle":
                    writer.write(b"OK\n")
                continue
            command: Callable[..., Lines] | None = getattr(self, f"do_{name}", None)
            try:
                answer = (
                    [*command(*arguments), "OK"]
                    if command
                    else [f'ACK [5@0] {{{name}}} unknown command "{name}"']
                )
            except LookupError:
                answer = [f"ACK [50@0] {{{name}}} No such song"]
            writer.write("".join(f"{each}\n" for each in answer).encode())

    def do_commands(self) -> Lines:
        return []

    def do_stats(self) -> Lines:
        return [f"songs: {len(self.songs)}"]

    def do_status(self) -> Lines:
        found = [f"state: {self.state}", f"playlistlength: {len(self.queue)}"]
        found += [f"{name}: {value}" for name, value in self.modes.items()]
        if self.at >= 0:
            found.append(f"song: {self.at}")
            if self.at + 1 < len(self.queue):
                found.append(f"nextsong: {self.at + 1}")
        return found

    def do_currentsong(self) -> Lines:
        return _lines(self.queue[self.at]) if 0 <= self.at < len(self.queue) else []

    def do_list(self, kind: str) -> Lines:
        key = kind.capitalize()
        return [f"{key}: {name}" for name in sorted({song[key] for song in self.songs if song.get(key)})]

    def do_find(self, *pairs: str) -> Lines:
        return self._matching(pairs, lambda wanted, there: wanted == there)

    def do_search(self, *pairs: str) -> Lines:
        return self._matching(pairs, lambda wanted, there: wanted.lower() in there.lower())

    def do_clear(self) -> Lines:
        self.queue.clear()
        self.at, self.state = -1, "stop"
        return []

    def do_add(self, path: str) -> Lines:
        self.queue += self.songs if path == "/" else [self._song(path)]
        return []

    def do_addid(self, path: str, at: str) -> Lines:
        self.queue.insert(int(at), self._song(path))
        return [f"Id: {len(self.queue)}"]

    def do_play(self, at: str = "-1") -> Lines:
        self.at = max(0, self.at) if at == "-1" else int(at)
        self.state = "play"
        return []

    def do_pause(self, on: str) -> Lines:
        self.state = "pause" if on == "1" else "play"
        return []

    def do_next(self) -> Lines:
        self.at += 1
        return []

    def do_previous(self) -> Lines:
        self.at = max(0, self.at - 1)
        return []

    def do_shuffle(self) -> Lines:
        return []

    def do_random(self, on: str) -> Lines:
        self.modes["random"] = on
        return []

    def do_repeat(self, on: str) -> Lines:
        self.modes["repeat"] = on
        return []

    def do_single(self, on: str) -> Lines:
        self.modes["single"] = on
        return []

    def _song(self, path: str) -> Song:
        known = [song for song in self.songs if song["file"] == path]
        if not known and "://" not in path:
            raise LookupError(path)
        return known[0] if known else {"file": path}

    def _matching(self, pairs: Sequence[str], fits: Callable[[str, str], bool]) -> Lines:
        wanted = dict(zip(pairs[::2], pairs[1::2], strict=True))
        found = [
            song
            for song in self.songs
            if all(fits(text, song.get(key.capitalize(), "")) for key, text in wanted.items())
        ]
        return [line for song in found for line in _lines(song)]


def _lines(song: Song) -> Lines:
    return [f"{key}: {value}" for key, value in song.items()]
