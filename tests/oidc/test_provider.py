"""Our adapter against a provider that is not ours: npm's oidc-provider, set as FranceConnect is."""

import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from parvis.apps import wired
from parvis.apps.accounts.models import Account, Identity
from parvis.core.identity import Provider
from parvis.engines.oidc import Issuer
from portal_town import open_town

MODULES = Path(__file__).parent / "node_modules" / "oidc-provider"
BACK = "http://testserver/compte/identite/fc/retour/"
HOME = "http://testserver/"
pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db,
    pytest.mark.skipif(not MODULES.is_dir(), reason="the provider needs Node and npm"),
]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows the provider's own redirections; stops where it sends back to us."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if newurl.startswith("http://testserver"):
            self.sent_back = newurl
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of the provider, while it runs."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("provider.mjs")
    command = [shutil.which("node") or "node", str(script), str(port), BACK, HOME]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as node:
        assert node.stdout is not None
        while b"ready" not in (line := node.stdout.readline()):
            assert line, "the provider does not start"
        yield f"http://127.0.0.1:{port}"
        node.terminate()


def _through(url: str) -> str:
    """Where the provider sends somebody back, once it knows them."""
    stay = _Stay()
    browser = urllib.request.build_opener(stay, urllib.request.HTTPCookieProcessor(CookieJar()))
    with pytest.raises(urllib.error.HTTPError):
        browser.open(url)
    return stay.sent_back


def test_somebody_signs_in_and_out_with_a_provider_that_is_not_ours(provider, monkeypatch) -> None:
    open_town()
    declared = Provider("fc", "FranceConnect", provider, "parvis",
                        "secret-of-thirty-two-characters!", "openid profile email", "eidas1",
                        is_for_agents=False)  # fmt: skip
    monkeypatch.setattr(type(wired.ports), "issuers", lambda _: {"fc": Issuer(declared)})
    browser = Client()
    left = browser.post("/compte/identite/fc/")["Location"]
    back = urlsplit(_through(left))
    answer = browser.get(back.path, {k: v[0] for k, v in parse_qs(back.query).items()})
    assert (answer.status_code, answer.get("Location")) == (302, "/")
    assert Account.objects.get(email="ada@exemple.fr").full_name == "Ada Lovelace"
    assert Identity.objects.get().subject == "fc-0042"
    gone = browser.post("/compte/identite/sortir/")["Location"]
    assert gone.startswith(f"{provider}/session/end")
