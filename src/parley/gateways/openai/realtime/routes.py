"""The routes of the Realtime API: sockets, client secrets, and calls."""

from __future__ import annotations

from starlette.routing import BaseRoute
from starlette.websockets import WebSocket, WebSocketState

from parley.errors import ParleyError
from parley.gateways.access import ANY, Answer, Call
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.beta import Beta
from parley.gateways.openai.realtime.carrying import Carrying
from parley.gateways.openai.realtime.dialects import Dialect, Ga, Plain, types_of
from parley.gateways.openai.realtime.opening import Kind, Opening
from parley.gateways.openai.realtime.secrets import (
    BetaMade,
    BetaSession,
    SecretMade,
    Secrets,
    SecretWanted,
    TranslationSecretMade,
    TranslationSecretWanted,
)
from parley.gateways.openai.realtime.socket import hold
from parley.gateways.openai.realtime.translating import AskedOfTranslation
from parley.gateways.openai.realtime.webrtc.calls import Calls
from parley.gateways.surface import Operation, Surface
from parley.gateways.surface.keys import key_of
from parley.home.accounts.callers import Caller
from parley.home.home import Home
from parley.translation.service import Translation

_GA = ("/v1/realtime", "/openai/v1/realtime")
_BETA = ("/openai/realtime", "/voice-live/realtime")
"""Azure's preview interface, and Voice Live: the words of the beta interface."""


def routes(surface: Surface, opening: Opening, translation: Translation, home: Home) -> list[BaseRoute]:
    """All of them."""
    secrets = Secrets(opening, home.passes, translation)
    calls = Calls(opening, secrets.settings, home.tokens.still)
    opening.on_close.append(calls.close)
    sockets = Sockets(surface, opening, secrets, translation)
    found: list[BaseRoute] = [surface.socket(path, sockets.open, needs=ANY) for path in _GA]
    found += [surface.socket(path, sockets.open_beta, needs=ANY) for path in _BETA]
    found.append(surface.socket("/v1/realtime/translations", sockets.open_translation, needs=ANY))
    for base in _GA:
        found.append(
            surface.route(
                f"{base}/client_secrets",
                secrets.create,
                methods=["POST"],
                about=Operation(
                    "createRealtimeClientSecret",
                    "A short-lived secret that opens realtime sessions with these settings",
                    body=SecretWanted,
                    answer=SecretMade,
                    optional=True,
                ),
                needs=ANY,
            )
        )
    found.append(
        surface.route(
            "/v1/realtime/translations/client_secrets",
            secrets.create_translation,
            methods=["POST"],
            about=Operation(
                "createRealtimeTranslationClientSecret",
                "A short-lived secret that opens sessions that translate",
                body=TranslationSecretWanted,
                answer=TranslationSecretMade,
            ),
            needs=ANY,
        )
    )
    for name, endpoint in (
        ("sessions", secrets.session),
        ("transcription_sessions", secrets.transcription_session),
    ):
        about = Operation(
            f"createRealtime{name.title().replace('_', '')}",
            "A short-lived secret, in the words of the beta interface",
            body=BetaSession,
            answer=BetaMade,
            optional=True,
        )
        path = f"/v1/realtime/{name}"
        found.append(surface.route(path, endpoint, methods=["POST"], about=about, needs=ANY))
    return [*found, *_call_routes(surface, calls)]


def _call_routes(surface: Surface, calls: Calls) -> list[BaseRoute]:
    async def create(call: Call) -> Answer:
        return await calls.create(call, key_of(call.request)[0])

    async def hang_up(call: Call) -> Answer:
        return await calls.hang_up(call, call.id("id"))

    found: list[BaseRoute] = []
    for base in _GA:
        about = Operation(
            "createRealtimeCall",
            "A WebRTC call: an SDP offer in, its answer out; or a form of sdp and session",
            media=("application/sdp", "multipart/form-data"),
            answer_media=("application/sdp",),
            status=201,
        )
        over = Operation("hangupRealtimeCall", "Hang up", answer_media=())
        path = f"{base}/calls"
        found.append(surface.route(path, create, methods=["POST"], about=about, needs=ANY))
        found.append(surface.route(f"{path}/{{id}}/hangup", hang_up, methods=["POST"], about=over, needs=ANY))
    return found


class Sockets:
    """Opens WebSockets."""

    def __init__(
        self, surface: Surface, opening: Opening, secrets: Secrets, translation: Translation
    ) -> None:
        self._surface, self._opening, self._secrets = surface, opening, secrets
        self._translation = translation

    async def open(self, websocket: WebSocket, caller: Caller) -> None:
        """With the words that the client asks for: those of the beta interface by a header."""
        wanted = websocket.headers.get("openai-beta", "")
        offered = websocket.headers.get("sec-websocket-protocol", "")
        beta = "realtime=v1" in wanted or "openai-beta.realtime-v1" in offered
        await self._open(websocket, caller, beta=beta)

    async def open_beta(self, websocket: WebSocket, caller: Caller) -> None:
        """With the words of the beta interface."""
        await self._open(websocket, caller, beta=True)

    async def _open(self, websocket: WebSocket, caller: Caller, *, beta: bool) -> None:
        query = websocket.query_params
        kind: Kind = "transcription" if query.get("intent") == "transcription" else "realtime"
        model = query.get("model") or query.get("deployment") or ""
        try:
            if "call_id" in query:
                raise BadParameter("call_id", "A call is led over its own data channel.", "unsupported")
            given = self._secrets.settings(key_of(websocket)[0])
            wanted = await self._opening.wanted(caller, kind, model[:256], given)
            transcribing = wanted.settings.type == "transcription"
            dialect: Dialect = Beta(transcribing=transcribing) if beta else Ga()
            link = Carrying(dialect)
            async with self._opening.session(caller, wanted, link) as session:
                await hold(websocket, session, link, dialect, self._opening.limits)
        except ParleyError as error:
            await self._refuse(websocket, error)

    async def open_translation(self, websocket: WebSocket, caller: Caller) -> None:
        """A session that translates."""
        model = websocket.query_params.get("model", "")[:256]
        try:
            given = self._secrets.translation(key_of(websocket)[0])
            wanted = await self._opening.translation(caller, self._translation, model, given)
            dialect = Plain[AskedOfTranslation](AskedOfTranslation, types_of(AskedOfTranslation))
            link = Carrying(dialect)
            async with self._opening.translating(caller, self._translation, wanted, link) as session:
                await hold(websocket, session, link, dialect, self._opening.limits)
        except ParleyError as error:
            await self._refuse(websocket, error)

    async def _refuse(self, websocket: WebSocket, error: ParleyError) -> None:
        """Say no with an HTTP status, while that can still be said."""
        if websocket.application_state is not WebSocketState.CONNECTING:
            raise error
        await websocket.send_denial_response(self._surface.refuse(error))
