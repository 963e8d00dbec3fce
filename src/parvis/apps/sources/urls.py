"""Addresses of the accounts' own screens; allauth's are beside them."""

app_name = "sources"
urlpatterns = []
