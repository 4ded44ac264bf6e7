"""WebAuthn, as Parley uses it: what a browser is asked, and whether its answer holds."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from parley.errors import ParleyError
from parley.home.accounts.people import Account

_ID = re.compile(r"[A-Za-z0-9_-]{1,1364}")
"""A credential id, base64url; it has 1,023 bytes at most."""


class BadPasskey(ParleyError):
    """What a passkey answered does not hold: another site's, a stale challenge, a wrong signature, a copy."""

    code: ClassVar[str] = "bad_passkey"


@dataclass(frozen=True, slots=True)
class Site:
    """The page that asks, as the browser knows it."""

    rp_id: str
    """Host name, without scheme and port."""
    origin: str
    """Scheme, host and port."""
    name: str = "Parley"


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was just made."""

    id: str
    """Credential id, base64url."""
    public_key: bytes
    """COSE."""
    sign_count: int


def new_challenge() -> bytes:
    """What must be signed."""
    return secrets.token_bytes(32)


def new_passkey(site: Site, person: Account, challenge: bytes, known: Sequence[str]) -> dict[str, Any]:
    """Options for ``navigator.credentials.create``; ``known`` are the ids that the person has already."""
    from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
    from webauthn.helpers import structs

    name = person.sign_in_name or person.name or site.name
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=person.id.encode(),
        user_name=name,
        user_display_name=person.name or name,
        challenge=challenge,
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
        ],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    return json.loads(options_to_json(options))


def any_passkey(site: Site, challenge: bytes) -> dict[str, Any]:
    """Options for ``navigator.credentials.get``: whichever passkey of this site the person chooses."""
    from webauthn import generate_authentication_options, options_to_json

    options = generate_authentication_options(rp_id=site.rp_id, challenge=challenge)
    return json.loads(options_to_json(options))


def credential_id(credential: Mapping[str, Any]) -> str:
    """Which passkey an answer claims to be. Raises ``BadPasskey``."""
    id = credential.get("id")
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise BadPasskey("This is no answer of a passkey.")
    return id


def made(site: Site, credential: Mapping[str, Any], challenge: bytes) -> Made:
    """Check what came from ``navigator.credentials.create``. Raises ``BadPasskey``."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    credential_id(credential)
    try:
        verified = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
        )
    # It takes apart what strangers send, and not all that it raises then derives from its own errors.
    except Exception as error:
        raise BadPasskey("The new passkey does not hold. Try again.") from error
    return Made(
        bytes_to_base64url(verified.credential_id), verified.credential_public_key, verified.sign_count
    )


def answer(
    site: Site,
    credential: Mapping[str, Any],
    challenge: bytes,
    account: str,
    public_key: bytes,
    sign_count: int,
) -> int:
    """Check what came from ``navigator.credentials.get``; the new count. Raises ``BadPasskey``."""
    from webauthn import verify_authentication_response

    try:
        _check_owner(credential, account)
        verified = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
        )
    except BadPasskey:
        raise
    # As above.
    except Exception as error:
        raise BadPasskey("The passkey's answer does not hold. Try again.") from error
    return verified.new_sign_count


def _check_owner(credential: Mapping[str, Any], account: str) -> None:
    """The device says for whom it keeps the passkey, if it says so."""
    from webauthn import base64url_to_bytes

    handle = credential["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != account.encode():
        raise BadPasskey("This passkey belongs to somebody else.")
