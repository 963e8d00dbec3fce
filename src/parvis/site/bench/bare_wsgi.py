"""The town's application with the bare pages besides, for measures on a real server."""

from django.conf import settings

from parvis.site.wsgi import application as application

settings.ROOT_URLCONF = "parvis.site.bench.bare"
