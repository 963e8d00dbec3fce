"""Addresses of the interface. Its access decision is the token, whatever the session."""

from django.urls import URLPattern

from parvis.apps.accounts.decisions import public
from parvis.apps.api.views import api

app_name = "api"
_patterns, _, _ = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        public(_pattern.callback)
urlpatterns = _patterns
