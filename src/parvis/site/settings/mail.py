"""Outgoing mail: `PARVIS_SMTP` (smtp://user:password@host:port or smtps://), else a folder.

`PARVIS_URL` is how readers of a message reach the house.
Without a mail server, messages are written in the home's `identified/outbox`, where the
town's technician reads them.
"""

import os
from urllib.parse import unquote, urlsplit

from parvis.site.settings.place import HOME

_relay = urlsplit(os.environ.get("PARVIS_SMTP", ""))

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _relay.hostname
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(HOME.identified / "outbox")
EMAIL_HOST = _relay.hostname or ""
EMAIL_PORT = _relay.port or (465 if _relay.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_relay.username or "")
EMAIL_HOST_PASSWORD = unquote(_relay.password or "")
EMAIL_USE_SSL = _relay.scheme == "smtps"
EMAIL_USE_TLS = bool(_relay.hostname) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
SITE_URL = os.environ.get("PARVIS_URL", "http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("PARVIS_MAIL_FROM", "Parvis <parvis@localhost>")
# Letters of citizens: fetched from imaps://user:password@host/INBOX, or brought to host:port.
# A mail service instead of a server: "provider:key", as django-anymail names it.
_provider, _, _key = os.environ.get("PARVIS_ANYMAIL", "").partition(":")
if _provider:
    EMAIL_BACKEND = f"anymail.backends.{_provider}.EmailBackend"
ANYMAIL = {f"{_provider.upper()}_API_KEY": _key} if _provider else {}
MAILBOX = os.environ.get("PARVIS_IMAP", "")
MAIL_DOOR = os.environ.get("PARVIS_MAIL_DOOR", "")
# Webhooks and relays reach the outside world only, unless a rehearsal says otherwise.
ALLOWS_LOCAL_ADDRESSES = os.environ.get("PARVIS_LOCAL_ADDRESSES") == "1"
PUBLIC_URL = os.environ.get("PARVIS_URL", "http://localhost:8000").rstrip("/")
