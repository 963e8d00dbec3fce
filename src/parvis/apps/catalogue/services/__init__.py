"""Verbs on the catalogue and on its forms."""

from parvis.apps.catalogue.services.catalogue import (
    Imported,
    import_catalogue,
    show_demarche,
)
from parvis.apps.catalogue.services.forms import (
    drop_form_draft,
    import_forms,
    publish_form,
    save_form_draft,
)

__all__ = [
    "Imported",
    "drop_form_draft",
    "import_catalogue",
    "import_forms",
    "publish_form",
    "save_form_draft",
    "show_demarche",
]
