"""Ways to sign in. Who a person is and what they may do are records of the kernel, not columns here."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.lib.text import folded


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, email: str = "", password: str | None = None) -> "User":
        """A way to sign in; without a password nobody can sign in by it (software accounts use tokens)."""
        user = self.model(username=username, email=self.normalize_email(email))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def known_as(self, name: str) -> "list[User]":
        """Whom `name` may mean, as a user name or an address, however it is spelt: no database folds every script."""
        wanted = folded(name)
        return [user for user in self.all() if wanted in (folded(user.username), folded(user.email))]


class User(AbstractBaseUser):
    """One way to sign in; `kernel.Person.user` says whose it is."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    password_is_initial = models.BooleanField(default=False, editable=False)
    """Made by the program or an administrator; the next sign-in leads to choosing another."""
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class Token(models.Model):
    """A key for programs: shown once, kept as a hash, limited to scopes and a date."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Change records")
        RECORD = "record", _("Send decisions")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    systems = models.JSONField(default=list)
    """For the scope `record`: the refs of the AI systems whose decisions it may send."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(
        cls, user: User, name: str, scopes: list[str], at: dt.datetime, days: int, systems: Sequence[str] = ()
    ) -> tuple["Token", str]:
        """Make a token that lasts `days` from `at`; the second value is the key itself, never stored."""
        key = f"aims_{secrets.token_urlsafe(32)}"
        expires = at + dt.timedelta(days=days)
        return cls.objects.create(
            user=user,
            name=name,
            scopes=scopes,
            systems=list(systems),
            digest=cls.hash(key),
            created_at=at,
            expires_at=expires,
        ), key

    @staticmethod
    def hash(key: str) -> str:
        """SHA-256 suffices: a key has 256 random bits, so there is nothing to guess slowly."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def find(cls, key: str, at: dt.datetime) -> "Token | None":
        """The live token for `key` at `at`, or nothing: one answer for unknown, ended and revoked."""
        return (
            cls.objects.select_related("user")
            .filter(digest=cls.hash(key), expires_at__gt=at, revoked_at=None, user__is_active=True)
            .first()
        )
