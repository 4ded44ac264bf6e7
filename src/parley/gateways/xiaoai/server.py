"""The listener that speakers dial: who may, how many, and what its owner should know."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from parley.errors import BadSettings, ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.xiaoai.messages import MOST_BYTES
from parley.gateways.xiaoai.speaker import Limits, Speaker
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import DeviceKind
from parley.home.accounts.limits import Allowance
from parley.home.home import Home
from parley.settings import Settings
from parley.telemetry import log

MOST_SPEAKERS = 32
"""Connected at once; of each address one, and the latest stays."""
TRY_LATER, POLICY = 1013, 1008


class Allowed:
    """The addresses of the speakers, and no others: not even this machine's own."""

    def __init__(self, allow: Sequence[str]) -> None:
        """Raises ``BadSettings`` for what is neither an address nor a network."""
        try:
            self._networks = [ipaddress.ip_network(each.strip(), strict=False) for each in allow]
        except ValueError as error:
            raise BadSettings("xiaoai.allow takes addresses such as 192.168.1.20.") from error

    def __contains__(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address.split("%", 1)[0])
        except ValueError:
            return False
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        ip = mapped or ip
        return any(ip in network for network in self._networks)


class XiaoAi:
    """Serves the speakers. Use as an async context manager; does nothing where it is not enabled."""

    def __init__(
        self, settings: Settings, home: Home, assistant: Assistant, limits: Limits | None = None
    ) -> None:
        self._settings = settings.xiaoai
        self._name = "小爱音箱" if settings.language == "zh" else "Mi AI Speaker"
        self._home = home
        self._assistant = assistant
        self._limits = limits
        self._allowed = Allowed(settings.xiaoai.allow)
        self._server: Server | None = None
        self._connected: dict[str, ServerConnection] = {}
        """By address."""
        self._devices: dict[str, str] = {}
        """Device → address."""
        self._lines = Allowance(10, 0.1)
        """Log lines about strangers: a flood of them is no flood of lines."""

    @property
    def port(self) -> int:
        """The port it listens on, or 0."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else 0

    @property
    def speakers(self) -> int:
        """How many are connected."""
        return len(self._connected)

    async def __aenter__(self) -> XiaoAi:
        """Raises ``BadSettings`` when the address cannot be listened on."""
        if not self._settings.enabled:
            return self
        if not self._settings.allow:
            log.warning("xiaoai.nobody_allowed", remedy="Put the speakers' addresses into xiaoai.allow.")
        host, port = self._settings.host, self._settings.port
        try:
            self._server = await serve(
                self._serve,
                host,
                port,
                process_request=self._admit,
                max_size=MOST_BYTES,
                max_queue=8,
                compression=None,
                open_timeout=10,
                close_timeout=1,  # who floods does not read either
                ping_interval=20,
                ping_timeout=60,
                server_header=None,
            )
        except OSError as error:
            raise BadSettings(
                f"Parley cannot listen on {host} port {port} for Mi AI Speakers: {error.strerror}. "
                "Set another xiaoai.port."
            ) from error
        self._home.devices.on_gone.append(self._gone)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._home.devices.on_gone.remove(self._gone)
            self._server.close()
            await self._server.wait_closed()

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        address = _address(connection)
        if address not in self._allowed:
            return self._turn_away(HTTPStatus.FORBIDDEN, "not_allowed", address)
        if len(self._connected) >= MOST_SPEAKERS and address not in self._connected:
            return self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE, "busy", address)
        return None

    def _turn_away(self, status: HTTPStatus, code: str, address: str) -> Response:
        if self._lines.take():
            log.warning("xiaoai.stranger", code=code, address=address)
        return Response(status.value, status.phrase, Headers({"Content-Length": "0", "Connection": "close"}))

    async def _serve(self, connection: ServerConnection) -> None:
        address = _address(connection)
        before = self._connected.get(address)
        self._connected[address] = connection
        try:
            if before is not None:  # it lost its connection, and nobody has noticed yet
                await before.close(TRY_LATER)
            await self._talk(connection, address)
        except ParleyError as error:
            if self._lines.take():  # it comes back every second
                log.warning("xiaoai.put_off", code=error.code)
            await connection.close(POLICY)
        finally:
            if self._connected.get(address) is connection:
                del self._connected[address]

    async def _talk(self, connection: ServerConnection, address: str) -> None:
        owner = await self._home.accounts.owner()
        device = await self._home.devices.adopt(
            f"xiaoai:{address}", DeviceKind.SPEAKER, self._name, account=owner.id
        )
        account = await self._home.accounts.get(device.account)
        speaker = Speaker(
            connection,
            self._assistant,
            device,
            guest=account.role is Role.GUEST,
            noticed=lambda model, version: self._home.devices.noticed(
                device.id, model=model, firmware=version
            ),
            limits=self._limits,
        )
        self._devices[device.id] = address
        try:
            await speaker.run()
        finally:
            self._devices.pop(device.id, None)

    def _gone(self, device: str) -> None:
        """It was thrown out, or given to somebody else: it comes back as theirs."""
        connection = self._connected.get(self._devices.get(device, ""))
        if connection is not None:
            connection.transport.close()


def _address(connection: ServerConnection) -> str:
    address = connection.remote_address
    return str(address[0]) if address else ""
