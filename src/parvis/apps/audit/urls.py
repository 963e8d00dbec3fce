"""Addresses of the audit' own screens; allauth's are beside them."""

app_name = "audit"
urlpatterns = []
