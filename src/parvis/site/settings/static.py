"""Static files: gathered into the home, named by content, compressed once."""

from parvis.site.settings.place import HOME

STATIC_URL = "/static/"
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
