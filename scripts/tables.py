"""Writes the tables of a new home from its migrations: run it with .venv/app/bin/python."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.site.settings"
django.setup()

from parvis.site.embedded.tables import SCRIPT, script_of_migrations  # noqa: E402

SCRIPT.write_text(script_of_migrations(), "utf-8")
