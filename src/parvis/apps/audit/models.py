"""The journal's entries, each sealed by the hash of the one before."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import models

from parvis.apps.audit.words import details_of, label_of, subject_of
from parvis.apps.authorities.models import AuthorityScoped

GENESIS = "0" * 64
"""What the first entry names as the one before it."""


class JournalEntry(AuthorityScoped):
    """Who did what, to what, when. Never changed, never deleted: triggers forbid it.

    `subject` names a record ("delivery:12"); `detail` holds counts and codes, no name of a
    person of the files. The chain is one for the whole home, in the order of `id`.
    """

    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=100)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "entrée du journal"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["authority", "-id"], name="journal_by_authority")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"

    @property
    def action_label(self) -> str:
        """What was done, in French."""
        return label_of(self.action)

    @property
    def subject_label(self) -> str:
        """What it was done to, in French."""
        return subject_of(self.subject)

    @property
    def details(self) -> list[tuple[str, str]]:
        """The precisions, as French names and texts."""
        return details_of(self.detail)

    def seal(self) -> str:
        """The hash this entry must carry: SHA-256 over `previous` and every other column."""
        return seal(
            self.previous,
            at=self.at,
            authority=self.authority_id,
            actor_ref=self.actor_ref,
            actor_label=self.actor_label,
            action=self.action,
            subject=self.subject,
            detail=self.detail,
        )


def seal(previous: str, *, at: datetime, **columns: Any) -> str:
    """SHA-256, in hexadecimal, of a canonical JSON of the columns after `previous`."""
    content = {"previous": previous, "at": at.astimezone(UTC).isoformat(), **columns}
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
