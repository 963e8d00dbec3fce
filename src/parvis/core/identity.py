"""Signing in with FranceConnect, ProConnect or another OpenID Connect issuer: the rules.

FranceConnect v2 requires a nonce, ES256 or RS256, signed userinfo and an asked `acr`
(docs.partenaires.franceconnect.gouv.fr); the checks of tokens are those of OpenID Connect Core,
§3.1.3.7 and §5.3.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from parvis.core.entries import Entries
from parvis.core.errors import Refused

ALGORITHMS = ("ES256", "RS256")
SKEW_S = 60
"""Seconds by which two honest clocks may differ."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An issuer and what we are to it. `acr` is the least level asked, "" for none.

    `is_for_agents`: it opens the accounts of who works for the town, and makes none.
    """

    id: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str
    acr: str
    is_for_agents: bool


def provider_from(data: Mapping[str, Any], file: str) -> Provider:
    """The provider that `file` declares; Refused names the entry at fault."""
    entries = Entries(data, file)
    provider = Provider(
        id=entries.text("id"),
        label=entries.text("label"),
        issuer=entries.text("issuer").rstrip("/"),
        client_id=entries.text("client_id"),
        client_secret=entries.text("client_secret"),
        scope=entries.text("scope", "openid given_name family_name email"),
        acr=entries.text("acr", ""),
        is_for_agents=entries.flag("is_for_agents", False),
    )
    entries.end()
    return provider


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent with somebody to the issuer, to be found again in what comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proved:
    """What the issuer proves of somebody. `subject` is its own name for them; `siret`, the
    establishment they work for, where the issuer says it (ProConnect)."""

    subject: str
    email: str
    given_name: str
    family_name: str
    id_token: str
    siret: str = ""
    is_email_doubtful: bool = False
    """The issuer says that it has not verified the address."""

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.given_name} {self.family_name}".strip()


class IssuerPort(Protocol):
    """An identity provider, as the applications speak to it (see `engines.oidc`)."""

    @property
    def provider(self) -> Provider: ...
    def authorize_url(self, asked: Asked, back: str) -> str: ...
    def prove(self, code: str, asked: Asked, back: str, now_s: float) -> Proved: ...
    def logout_url(self, id_token: str, back: str, state: str) -> str: ...


def check_answer(answer: Mapping[str, str], asked: Asked | None) -> str:
    """The code that an issuer sends back; Refused for an error, or where nothing was asked."""
    if answer.get("error"):
        raise Refused("identity.denied")
    if asked is None or not asked.state or answer.get("state") != asked.state:
        raise Refused("identity.state")
    if not answer.get("code"):
        raise Refused("identity.answer")
    return answer["code"]


def check_id_token(claims: Mapping[str, Any], provider: Provider, nonce: str, now_s: float) -> None:
    """Refused unless the id_token was made by `provider`, for us, now, for this very question."""
    _check_common(claims, provider)
    is_fresh = _number(claims, "exp") > now_s - SKEW_S and _number(claims, "iat") < now_s + SKEW_S
    if not is_fresh or not nonce or claims.get("nonce") != nonce or not claims.get("sub"):
        raise Refused("identity.answer")
    if provider.acr and not _is_enough(str(claims.get("acr", "")), provider.acr):
        raise Refused("identity.level")


def check_userinfo(claims: Mapping[str, Any], provider: Provider, subject: str) -> None:
    """Refused unless the signed userinfo is of the person whom the id_token names."""
    _check_common(claims, provider)
    if claims.get("sub") != subject:
        raise Refused("identity.answer")


def _check_common(claims: Mapping[str, Any], provider: Provider) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    is_ours = str(claims.get("iss", "")).rstrip("/") == provider.issuer
    if not is_ours or provider.client_id not in audiences:
        raise Refused("identity.answer")


def _is_enough(given: str, asked: str) -> bool:
    """eidas2 answers a question for eidas1; levels of another kind must be the very one."""
    if given[:5] == asked[:5] == "eidas" and given[5:].isdigit() and asked[5:].isdigit():
        return int(given[5:]) >= int(asked[5:])
    return given == asked


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
