"""A revision as the form it defines."""

from datetime import datetime
from functools import lru_cache

from parvis.apps.catalogue.models import FormRevision
from parvis.core.forms.definition import Form, form_from


def form_of(revision: FormRevision) -> Form:
    """The form of `revision`; a published one is read once per process, for it never changes."""
    if revision.published_at is None:
        return form_from(revision.definition, str(revision))
    return _published(revision.pk, revision.form, revision.number, revision.published_at)


@lru_cache(maxsize=512)
def _published(pk: int, form: str, number: int, _published_at: datetime) -> Form:
    revision = FormRevision.objects.get(pk=pk)
    return form_from(revision.definition, f"{form}, version {number}")
