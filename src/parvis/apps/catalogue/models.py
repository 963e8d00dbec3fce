"""The catalogue as an authority keeps it, and the revisions of its forms."""

from typing import Any

from django.db import models
from django.db.models import Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.catalogue.definition import USUAL_CATEGORY, Handover
from parvis.core.catalogue.words import Audience, LifeEvent, Theme
from parvis.core.errors import Refused
from parvis.core.sectors import Sector


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value.value, value.label) for value in values]


class Catalogued(AuthorityScoped):
    """What the catalogue names: a `code` unique in its authority, which never changes."""

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)

    class Meta:
        abstract = True
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Place(Catalogued):
    """Where one is received. `hours` is a week in the words of `core.calendar.hours`."""

    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=300, blank=True)
    access = models.CharField(max_length=400, blank=True)

    class Meta(Catalogued.Meta):
        abstract = False
        verbose_name = "lieu"
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="place_once"),
        ]


class Service(Catalogued):
    """A team that answers, within one sector."""

    sector = models.CharField(max_length=30, choices=_choices(Sector))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="services")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    mission = models.TextField(blank=True)

    class Meta(Catalogued.Meta):
        abstract = False
        verbose_name = "service"
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="service_once"),
        ]


class Demarche(Catalogued):
    """What one may ask of the town; lists are JSON arrays of codes or sentences.

    `rule` names what silence means in `rules/demarches.toml` ("" for no legal demande); `form`
    names the form of its revisions ("" when it is not taken online here); `category` is what
    the desk calls such a request.
    """

    summary = models.TextField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="demarches")
    theme = models.CharField(max_length=30, choices=_choices(Theme))
    audiences = models.JSONField(default=list)
    events = models.JSONField(default=list)
    keywords = models.JSONField(default=list)
    price = models.CharField(max_length=300)
    documents = models.JSONField(default=list)
    counter = models.TextField()
    paper = models.TextField()
    form = models.SlugField(max_length=60, blank=True)
    rule = models.SlugField(max_length=60, blank=True)
    category = models.SlugField(max_length=60, default=USUAL_CATEGORY)
    url = models.URLField(blank=True)
    handover = models.CharField(max_length=20, blank=True, choices=_choices(Handover))
    minutes = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=list)
    is_published = models.BooleanField(default=True)

    class Meta(Catalogued.Meta):
        abstract = False
        verbose_name = "démarche"
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="demarche_once"),
        ]

    @property
    def sector(self) -> Sector:
        """The sector of the service that answers."""
        return Sector(self.service.sector)

    @property
    def audience_labels(self) -> list[str]:
        """For whom, in French."""
        return [Audience(code).label for code in self.audiences]

    @property
    def event_labels(self) -> list[str]:
        """The moments of life it belongs to, in French."""
        return [LifeEvent(code).label for code in self.events]

    @property
    def handover_label(self) -> str:
        """Where a link outside leads, in French."""
        return Handover(self.handover).label


class FormRevision(AuthorityScoped):
    """One revision of a form: a draft while `published_at` is None, then never changed again.

    `definition` is the form as `core.forms` reads it; requests keep the revision they followed.
    """

    form = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "version de formulaire"
        ordering = ("form", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "form", "number"], name="form_revision_once"
            ),
            models.UniqueConstraint(
                fields=["authority", "form"],
                condition=Q(published_at__isnull=True),
                name="form_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row; a published revision is Refused."""
        if self.pk and FormRevision.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise Refused("form.published", form=self.form, number=self.number)
        super().save(*args, **kwargs)
