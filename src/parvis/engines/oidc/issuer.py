"""One issuer: its published configuration and keys, the code flow with PKCE, signed userinfo."""

import base64
import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from parvis.core.errors import Refused, Unavailable
from parvis.core.identity import (
    ALGORITHMS,
    Asked,
    Proved,
    Provider,
    check_id_token,
    check_userinfo,
)

TIMEOUT_S = 8
LARGEST = 1_000_000
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Issuer:
    """What is known of an issuer is asked once; its keys, again when one is not among them."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._configuration: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    @property
    def provider(self) -> Provider:
        """Who this issuer is."""
        return self._provider

    def authorize_url(self, asked: Asked, back: str) -> str:
        """Where somebody goes to prove who they are."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest())
        question = {
            "response_type": "code", "client_id": self.provider.client_id, "redirect_uri": back,
            "scope": self.provider.scope, "state": asked.state, "nonce": asked.nonce,
            "code_challenge": challenge.decode().rstrip("="), "code_challenge_method": "S256",
        }  # fmt: skip
        if self.provider.acr:
            question["acr_values"] = self.provider.acr
        return f"{self._endpoint('authorization_endpoint')}?{urllib.parse.urlencode(question)}"

    def prove(self, code: str, asked: Asked, back: str, now_s: float) -> Proved:
        """Who came back with `code`; Refused where a signature or a claim is not right."""
        tokens = self._tokens(code, asked, back)
        id_token = str(tokens.get("id_token", ""))
        claims = self._verified(id_token)
        check_id_token(claims, self.provider, asked.nonce, now_s)
        person = self._userinfo(str(tokens.get("access_token", "")))
        check_userinfo(person, self.provider, str(claims["sub"]))
        return Proved(
            subject=str(claims["sub"]), email=str(person.get("email", "")).lower(),
            given_name=str(person.get("given_name", "")),
            family_name=str(person.get("usual_name") or person.get("family_name", "")),
            id_token=id_token, siret=str(person.get("siret", "")),
            is_email_doubtful=person.get("email_verified") is False,
        )  # fmt: skip

    def logout_url(self, id_token: str, back: str, state: str) -> str:
        """Where the session of the issuer is closed too, "" if it has no such place."""
        endpoint = self._configured().get("end_session_endpoint")
        if not isinstance(endpoint, str) or not _is_safe(endpoint):
            return ""
        question = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "state": state}
        return f"{endpoint}?{urllib.parse.urlencode(question)}"

    def _tokens(self, code: str, asked: Asked, back: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back,
            "client_id": self.provider.client_id, "client_secret": self.provider.client_secret,
            "code_verifier": asked.verifier,
        }  # fmt: skip
        _, body = self._ask(self._endpoint("token_endpoint"), form)
        return _object(body)

    def _userinfo(self, access_token: str) -> Mapping[str, Any]:
        """The signed userinfo: an unsigned one is refused, whatever it says."""
        url = self._endpoint("userinfo_endpoint")
        kind, body = self._ask(url, headers={"Authorization": f"Bearer {access_token}"})
        if kind != "application/jwt":
            raise Refused("identity.answer")
        return self._verified(body.decode("ascii", "replace").strip())

    def _verified(self, token: str) -> dict[str, Any]:
        """The claims of a token whose signature is the issuer's; its keys may just have turned."""
        for is_last in (False, True):
            try:
                return dict(jwt.decode(token, self._key_set(again=is_last), [*ALGORITHMS]).claims)
            except (JoseError, ValueError) as error:
                if is_last:
                    raise Refused("identity.answer") from error
        raise AssertionError("unreachable")

    def _key_set(self, *, again: bool) -> KeySet:
        if self._keys is None or again:
            _, body = self._ask(self._endpoint("jwks_uri"))
            self._keys = KeySet.import_key_set({"keys": _object(body).get("keys", [])})
        return self._keys

    def _configured(self) -> dict[str, Any]:
        if self._configuration is None:
            _, body = self._ask(f"{self.provider.issuer}/.well-known/openid-configuration")
            found = _object(body)
            if str(found.get("issuer", "")).rstrip("/") != self.provider.issuer:
                raise Refused("identity.answer")
            self._configuration = found
        return self._configuration

    def _endpoint(self, name: str) -> str:
        url = self._configured().get(name)
        if not isinstance(url, str) or not _is_safe(url):
            raise Unavailable(self.provider.label)
        return url

    def _ask(
        self, url: str, form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[str, bytes]:  # fmt: skip
        """The kind and the body of what `url` answers; Unavailable if it does not answer well."""
        if not _is_safe(url):
            raise Unavailable(self.provider.label)
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, data, dict(headers or {}))  # noqa: S310  checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                return answer.headers.get_content_type(), answer.read(LARGEST)
        except urllib.error.HTTPError as error:
            with error:
                rule = "identity.answer" if error.code < 500 else ""
            if rule:
                raise Refused(rule) from error
            raise Unavailable(self.provider.label) from error
        except OSError as error:
            raise Unavailable(self.provider.label) from error


def _is_safe(url: str) -> bool:
    """HTTPS, or this very machine: nothing of an identity travels in clear."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise Refused("identity.answer") from error
    if not isinstance(read, dict):
        raise Refused("identity.answer")
    return read
