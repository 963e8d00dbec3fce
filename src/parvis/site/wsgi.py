"""The WSGI entry point served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.site.settings")
application = get_wsgi_application()

from parvis.site.warm import warm_up_behind  # noqa: E402

warm_up_behind()
