"""An identity provider of our own, in this process: what FranceConnect v2 answers, and faults."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

PERSON = {"sub": "fc-0042", "given_name": "Ada", "family_name": "Lovelace",
          "email": "ada@exemple.fr"}  # fmt: skip


class FakeIssuer:
    """Signs with its own key. `faults` changes claims or manners, one at a time."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "un", "use": "sig", "alg": "ES256"})
        self.other = ECKey.generate_key("P-256", {"kid": "un", "use": "sig", "alg": "ES256"})
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.nonce = ""
        self.faults: set[str] = set()
        self.asked: list[dict[str, list[str]]] = []
        self.url = ""

    def answer(self, path: str, body: str) -> tuple[int, str, str]:
        """Status, kind and content for one request."""
        if "down" in self.faults:
            return 503, "text/plain", "down"
        if path == "/.well-known/openid-configuration":
            return self._json({"issuer": self.url, "authorization_endpoint": f"{self.url}/auth",
                               "token_endpoint": f"{self.url}/token",
                               "userinfo_endpoint": f"{self.url}/userinfo",
                               "jwks_uri": f"{self.url}/jwks",
                               "end_session_endpoint": f"{self.url}/end"})  # fmt: skip
        if path == "/jwks":
            return self._json(KeySet([self.key]).as_dict(private=False))
        if path == "/token":
            self.asked.append(parse_qs(body))
            return self._json({"access_token": "a", "id_token": self._signed(self._id_claims())})
        if "unsigned" in self.faults:
            return self._json({**PERSON, **self.userinfo})
        return 200, "application/jwt", self._signed(self._about({**PERSON, **self.userinfo}))

    def _id_claims(self) -> dict[str, Any]:
        now = int(time.time())
        return self._about({"sub": PERSON["sub"], "exp": now + 60, "iat": now,
                            "nonce": self.nonce, "acr": "eidas1", **self.claims})  # fmt: skip

    def _about(self, claims: dict[str, Any]) -> dict[str, Any]:
        return {"iss": self.url, "aud": "parvis", **claims}

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.other if "forged" in self.faults else self.key
        return jwt.encode({"alg": "ES256", "kid": "un"}, claims, key)

    @staticmethod
    def _json(data: Any) -> tuple[int, str, str]:
        return 200, "application/json", json.dumps(data)


@contextmanager
def issuing() -> Iterator[FakeIssuer]:
    """The issuer, answering on this machine until the end of the block."""
    issuer = FakeIssuer()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            status, kind, content = issuer.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content.encode())

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()
    thread.join()
