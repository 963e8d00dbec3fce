"""The settings follow the environment and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = (
    "DEBUG ALLOWED_HOSTS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
    "SECURE_HSTS_SECONDS CSRF_TRUSTED_ORIGINS SECRET_KEY EMAIL_BACKEND EMAIL_HOST EMAIL_PORT "
    "EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_SSL EMAIL_USE_TLS"
).split()
SCRIPT = (
    "import json; from parvis.site import settings;"
    f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED!r}}}, default=str))"
)


def settings_with(home: Path, **environment: str) -> dict[str, object]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PARVIS_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**kept, "PARVIS_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_home_on_this_machine_needs_no_setting(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert "filebased" in str(settings["EMAIL_BACKEND"])


def test_behind_tls_everything_is_secure(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, PARVIS_HTTPS="1", PARVIS_HOSTS="parvis.example.fr")
    assert settings["ALLOWED_HOSTS"] == ["parvis.example.fr"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://parvis.example.fr"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000


def test_the_secret_is_the_home_s_own(tmp_path: Path) -> None:
    keys = tmp_path / "identified" / "keys"
    keys.mkdir(parents=True)
    (keys / "web.key").write_text("a secret of this home\n", "utf-8")
    assert settings_with(tmp_path)["SECRET_KEY"] == "a secret of this home"


@pytest.mark.parametrize(
    ("relay", "port", "ssl", "tls"),
    [
        ("smtp://u:p%40ss@mail.example", 587, False, True),
        ("smtps://u:p%40ss@mail.example", 465, True, False),
    ],
)
def test_mail_goes_by_the_relay_given(
    tmp_path: Path, relay: str, port: int, ssl: bool, tls: bool
) -> None:
    settings = settings_with(tmp_path, PARVIS_SMTP=relay)
    assert "smtp" in str(settings["EMAIL_BACKEND"])
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mail.example", port)
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("u", "p@ss")
    assert (settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (ssl, tls)
