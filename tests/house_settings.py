"""Settings of the test session: a home of its own, and templates that forgive nothing."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="parvis-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PARVIS_HOME"] = str(_folder / "home")

from parvis.site.home import home_at, make_home  # noqa: E402

make_home(home_at(_folder / "home"), now=datetime(2026, 1, 1, tzinfo=UTC))

from parvis.site.settings import *  # noqa: E402, F403
from parvis.site.settings import DATABASES, TEMPLATES  # noqa: E402


class UnknownVariable(str):
    """Makes a template that names an unknown variable fail instead of showing nothing."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"unknown template variable: {variable}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")
# In memory, under a name that stays an address whatever suffix a worker of the tests adds.
DATABASES["default"]["TEST"] = {"NAME": "file:house?mode=memory&cache=shared&worker="}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# A process started by a test is a user's: it takes the settings that users have.
os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.site.settings"
