"""The UDP port over which the sound of all boards comes and goes, a channel for every hello."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable
from typing import Self

from parley.errors import BadSettings
from parley.gateways.xiaozhi.listening import seconds_of
from parley.gateways.xiaozhi.mqtt.sealed import HEADER, MOST_BYTES, Header, Seal, read_header
from parley.gateways.xiaozhi.mqtt.window import Window
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

Address = tuple[str, int]
Receiver = Callable[[bytes], None]

_BURST, _PER_SECOND = 250, 150.0
"""Packets of one board: at once, after a stalled network, and in the long run; it sends 17 to 50 a second."""
_MISSED_FOR = 0.15
"""Seconds that a missing packet is waited for."""
_MOVED_AFTER = 3.0
"""Seconds of silence after which sound may come from another machine: a board that changed its network."""
_AT_A_TIME = 400
"""Datagrams that are read before anything else is done: some milliseconds."""
_LONGEST = HEADER + MOST_BYTES + 1
"""Bytes of a datagram; what is longer is cut, and no longer as long as it says."""
_SYSTEM_BUFFER = 1 << 20
"""Bytes that the system keeps for us while we are busy: some seconds of a hundred boards."""


class Channel:
    """The sound of one hello: its own key, and numbers that begin at 1."""

    def __init__(self, port: SoundPort, number: int, receiver: Receiver) -> None:
        """Made by ``SoundPort.open``."""
        self.number = number
        self.seal = Seal(number)
        self.heard = asyncio.Event()
        """Set when the board has sent something, before which nobody knows where to send it anything."""
        self._port, self._receiver = port, receiver
        self._loop = asyncio.get_running_loop()
        self._window = Window()
        self._allowance = Allowance(_BURST, _PER_SECOND, self._loop.time)
        self._address: Address | None = None
        self._seconds = 0.0
        """Length of the latest packet; a board does not change it."""
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._dropped: set[str] = set()

    def send(self, packet: bytes, timestamp: int) -> bool:
        """Send an Opus packet; False while it is not known whereto."""
        if self._address is None:
            return False
        self._port.send(self.seal.close(packet, timestamp), self._address)
        return True

    def close(self) -> None:
        """Nothing with this key is taken any more."""
        self._port.forget(self)
        if self._timer is not None:
            self._timer.cancel()

    def arrived(self, header: Header, datagram: bytes, address: Address) -> None:
        """A datagram came for this channel."""
        if not self._allowance.take():
            self._drop("too_fast")
        elif not self._window.fits(header.number):
            self._drop("old")
        else:
            packet = self.seal.open(datagram)
            if address != self._address and not self._follow(header, packet, address):
                self._drop("foreign")
                return
            self._last, self._seconds = self._loop.time(), seconds_of(packet)
            self._hand_on(self._window.take(header.number, packet))

    def _follow(self, header: Header, packet: bytes, address: Address) -> bool:
        """Whether this is the board, at another address than before."""
        if self._address is not None:
            newest = header.number > self._window.highest and seconds_of(packet) == self._seconds
            same_machine = address[0] == self._address[0]  # its router gave it another port
            silent = self._loop.time() - self._last > _MOVED_AFTER
            if not (newest and (same_machine or silent)):
                return False
        self._address = address
        self.heard.set()
        return True

    def _hand_on(self, packets: list[bytes]) -> None:
        for packet in packets:
            self._receiver(packet)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._window.waits:
            self._timer = self._loop.call_later(_MISSED_FOR, self._go_on)

    def _go_on(self) -> None:
        self._hand_on(self._window.flush())

    def _drop(self, why: str) -> None:
        if why not in self._dropped:
            self._dropped.add(why)
            log.info("xiaozhi.sound_dropped", why=why)


class SoundPort:
    """Listens while it is used as an async context manager."""

    def __init__(self, host: str, port: int) -> None:
        """``port`` 0 is any."""
        self._host = host
        self.port = port
        self._channels: dict[int, Channel] = {}
        self._socket: socket.socket | None = None

    async def __aenter__(self) -> Self:
        """Raises ``BadSettings`` when the port cannot be listened on."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_DGRAM)
        try:
            listening.bind((self._host, self.port))
        except OSError as error:
            listening.close()
            raise BadSettings(
                f"Parley cannot listen on {self._host} port {self.port} for sound by UDP: {error.strerror}. "
                "Set another xiaozhi.udp_port."
            ) from error
        listening.setblocking(False)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SYSTEM_BUFFER)
        self.port = listening.getsockname()[1]
        self._socket = listening
        asyncio.get_running_loop().add_reader(listening, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        for channel in list(self._channels.values()):
            channel.close()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def open(self, receiver: Receiver) -> Channel:
        """A channel with a fresh key; ``receiver`` gets its Opus packets in order."""
        number = secrets.randbits(32)
        while number in self._channels or not number:
            number = secrets.randbits(32)
        channel = self._channels[number] = Channel(self, number, receiver)
        return channel

    def forget(self, channel: Channel) -> None:
        """Take nothing for it any more."""
        self._channels.pop(channel.number, None)

    def send(self, datagram: bytes, address: Address) -> None:
        """Send, or lose it, as UDP does."""
        if self._socket is not None:
            try:
                self._socket.sendto(datagram, address)
            except OSError as error:
                log.debug("xiaozhi.udp_error", kind=type(error).__name__)

    def _read(self) -> None:
        # Many at a time: asyncio's own way takes one in each round of the loop, and while one board floods
        # the port the system would have no room for what others send.
        for _ in range(_AT_A_TIME):
            try:
                assert self._socket is not None
                data, address = self._socket.recvfrom(_LONGEST)
            except BlockingIOError:
                return
            except OSError as error:
                # What the system tells of something that was sent before: there is nobody at that address.
                log.debug("xiaozhi.udp_error", kind=type(error).__name__)
                continue
            header = read_header(data)
            channel = self._channels.get(header.channel) if header is not None else None
            if header is not None and channel is not None:
                channel.arrived(header, data, (address[0], address[1]))
