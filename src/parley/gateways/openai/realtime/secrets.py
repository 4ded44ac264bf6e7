"""Client secrets: passes that open a session with settings of its maker, for a page or an app."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.responses import Response

from parley.gateways.access import BadRequest, Call, json
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.beta import flat, nested
from parley.gateways.openai.realtime.items import fresh
from parley.gateways.openai.realtime.opening import Kind, Opening
from parley.gateways.openai.realtime.session import shown
from parley.gateways.openai.realtime.settings import SessionSettings
from parley.gateways.openai.realtime.translating import (
    ShownTranslation,
    Translates,
    TranslationAudio,
    TranslationSettings,
)
from parley.home.passes import Pass, Passes

_LIFE, _BETA_LIFE = 600, 60
"""Seconds, where nothing is asked for: as with OpenAI."""
_BODY = 256 * 1024


class ExpiresAfter(Struct, kw_only=True):
    """How long a secret opens sessions; one that it opened may last longer."""

    anchor: Literal["created_at"] = "created_at"
    seconds: Annotated[int, Meta(ge=10, le=7_200)] = _LIFE


class SecretWanted(Struct, kw_only=True):
    """A client secret to be made."""

    expires_after: ExpiresAfter | UnsetType | None = UNSET
    session: SessionSettings | UnsetType | None = UNSET


class SecretMade(Struct, kw_only=True):
    """A client secret and what it opens."""

    value: str
    expires_at: int
    """POSIX seconds."""
    session: e.Session


class TranslationSecretWanted(Struct, kw_only=True):
    """A client secret for sessions that translate."""

    session: TranslationSettings
    expires_after: ExpiresAfter | UnsetType | None = UNSET


class TranslationSecretMade(Struct, kw_only=True):
    """A client secret and what it opens."""

    value: str
    expires_at: int
    """POSIX seconds."""
    session: ShownTranslation


BetaSession = dict[str, Any]
"""A flat session, see ``beta``."""
BetaMade = dict[str, Any]
"""The same, complete, with its ``client_secret``."""


class Secrets:
    """Makes client secrets, and knows the settings in them."""

    def __init__(self, opening: Opening, passes: Passes, translation: Translates) -> None:
        self._opening, self._passes, self._translation = opening, passes, translation

    def settings(self, secret: str) -> SessionSettings:
        """The settings that its maker put into a secret; none for a key."""
        inside = self._passes.settings(secret)
        return msgspec.json.decode(inside, type=SessionSettings) if inside else SessionSettings()

    def translation(self, secret: str) -> TranslationSettings:
        """The same for sessions that translate."""
        inside = self._passes.settings(secret)
        return msgspec.json.decode(inside, type=TranslationSettings) if inside else TranslationSettings()

    async def create_translation(self, call: Call) -> TranslationSecretMade:
        """``POST /v1/realtime/translations/client_secrets``."""
        asked = await call.read(TranslationSecretWanted, _BODY)
        after = asked.expires_after or ExpiresAfter()
        wanted = await self._opening.translation(call.caller, self._translation, "", asked.session)
        issued = self._passes.issue(call.caller, after.seconds, msgspec.json.encode(asked.session))
        expires = int(issued.expires)
        audio = asked.session.audio or TranslationAudio()
        session = ShownTranslation(
            id=fresh("sess"), model=wanted.model or "", audio=audio, expires_at=expires
        )
        return TranslationSecretMade(value=issued.secret, expires_at=expires, session=session)

    async def create(self, call: Call) -> SecretMade:
        """``POST /v1/realtime/client_secrets``."""
        asked = await call.read(SecretWanted, _BODY)
        after = asked.expires_after or ExpiresAfter()
        session = asked.session or SessionSettings()
        made, issued = await self._issued(call, session.type or "realtime", session, after.seconds)
        return SecretMade(value=issued.secret, expires_at=int(issued.expires), session=made)

    async def session(self, call: Call) -> Response:
        """``POST /v1/realtime/sessions`` of the beta interface."""
        return await self._beta(call, "realtime")

    async def transcription_session(self, call: Call) -> Response:
        """``POST /v1/realtime/transcription_sessions`` of the beta interface."""
        return await self._beta(call, "transcription")

    async def _beta(self, call: Call, kind: Kind) -> Response:
        asked = await call.read(BetaSession, _BODY)
        try:
            given = msgspec.convert(nested(asked), SessionSettings)
        except (msgspec.ValidationError, AttributeError, TypeError) as error:
            raise BadRequest(f"The session is not as described: {error}") from error
        made, issued = await self._issued(call, kind, given, _BETA_LIFE)
        answer = flat(msgspec.to_builtins(made))
        answer["client_secret"] = {"value": issued.secret, "expires_at": int(issued.expires)}
        return json(answer)

    async def _issued(
        self, call: Call, kind: Kind, given: SessionSettings, life: float
    ) -> tuple[e.Session, Pass]:
        wanted = await self._opening.wanted(call.caller, kind, "", given)
        kept = msgspec.structs.replace(given, type=kind)
        issued = self._passes.issue(call.caller, life, msgspec.json.encode(kept))
        return shown(wanted.settings, fresh("sess"), int(issued.expires)), issued
