"""The WSGI entry point served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.site.settings")
application = get_wsgi_application()

from parvis.apps import wired  # noqa: E402

wired.charts().warm_up()
