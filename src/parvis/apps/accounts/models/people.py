"""Accounts, the roles they hold in the towns they work for, and what proves who they are."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.access import SECTOR_BOUND, Role
from parvis.core.sectors import Sector

_BOUND = sorted(role.value for role in SECTOR_BOUND)
_FREE = sorted(role.value for role in set(Role) - SECTOR_BOUND)
_SECTORS = sorted(sector.value for sector in Sector)


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Account":
        """Save an account; without a password it can only be opened by a reset."""
        account = self.model(email=self.normalize_email(email).lower(), **facts)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Someone who signs in with an e-mail. Rights come from memberships only."""

    email = models.EmailField(unique=True, verbose_name="adresse électronique")
    full_name = models.CharField(max_length=150, verbose_name="nom")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = AccountManager()

    class Meta:
        verbose_name = "compte"
        ordering = ("full_name", "email")

    def __str__(self) -> str:
        return self.full_name

    @property
    def ref(self) -> str:
        """How the journal and the jobs name this account."""
        return f"account:{self.pk}"


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value.value, value.label) for value in values]


class Membership(AuthorityScoped):
    """A role held by an account in an authority, within a sector where the role needs one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=_choices(Role))
    sector = models.CharField(max_length=30, null=True, choices=_choices(Sector))  # noqa: DJ001
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name = "rôle attribué"
        ordering = ("authority__name", "role", "sector")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "authority", "role", "sector"],
                name="membership_once_per_sector",
            ),
            models.UniqueConstraint(
                fields=["account", "authority", "role"],
                condition=Q(sector__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=_BOUND, sector__isnull=False, sector__in=_SECTORS)
                | Q(role__in=_FREE, sector__isnull=True),
                name="membership_sector_fits_role",
            ),
        ]

    def __str__(self) -> str:
        sector = f", {Sector(self.sector).label}" if self.sector else ""
        return f"{Role(self.role).label}{sector}"


class Identity(AuthorityScoped):
    """Somebody's name at an identity provider: it opens one account, and lives nowhere else."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    attached_at = models.DateTimeField()

    class Meta:
        verbose_name = "identité rattachée"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_once"),
        ]

    def __str__(self) -> str:
        return self.provider
