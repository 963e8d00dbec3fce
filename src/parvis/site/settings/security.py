"""Secrets, hosts, cookies and the headers that harden every page.

`PARVIS_HOSTS`: names this service answers to, comma separated. `PARVIS_HTTPS=1`: it stands
behind a proxy that ends TLS and sets X-Forwarded-Proto.
"""

import os
import secrets

from csp.constants import NONE, SELF

from parvis.site.settings.place import HOME


def _secret() -> str:
    """The home's web secret; before a home is made, one that lasts as long as the process."""
    if HOME.web_secret.is_file():
        return HOME.web_secret.read_text("utf-8").strip()
    return secrets.token_urlsafe(50)


_https = os.environ.get("PARVIS_HTTPS") == "1"

SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("PARVIS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if _https else []

SESSION_COOKIE_NAME = "parvis_session"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_NAME = "parvis_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "parvis.site.errors.stale_form"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
# Rate limits count per address of the client, which the proxy in front tells.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _https else 0
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME.inbox if HOME.inbox.is_dir() else None
