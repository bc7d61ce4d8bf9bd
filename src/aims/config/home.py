"""Where an installation lives: one folder, and the few things said from outside by `AIMS_*` variables."""

import os
import secrets
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class CannotServe(ValueError):
    """The settings of the installation cannot be followed; the sentence says why and what to do."""


class Home(BaseSettings):
    """Settings of one installation. `AIMS_HOME` is the folder; everything it owns lies in there."""

    model_config = SettingsConfigDict(env_prefix="AIMS_", extra="ignore")

    home: Path = Field(default_factory=lambda: Path.home() / ".aims")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8042
    workers: int = 1
    threads: int = 4
    time_zone: str = "UTC"
    secure_cookies: bool = False
    allowed_hosts: Annotated[list[str], NoDecode] = Field(default_factory=lambda: ["127.0.0.1", "localhost"])
    mail_url: str = ""
    """`smtp://user:password@host:587` (STARTTLS), `smtps://…:465`; without it no mail is sent and the log says so."""
    mail_from: str = "openaims@localhost"
    mail_digest: bool = True
    """Whether people are told of their duties, at most once a day."""
    mail_digest_hour: int = 7
    """From which hour of the day, in the time zone of the installation."""
    url: str = ""
    """The address that people use, such as `https://aims.example.org`; it stands in mails."""
    oidc_issuer: str = ""
    """The organisation's identity provider (OpenID Connect); without it people sign in here only."""
    oidc_client_id: str = ""
    oidc_secret: str = ""
    oidc_name: str = "SSO"
    """What the button on the page to sign in calls it."""
    oidc_creates_people: bool = False
    """Whether somebody unknown whom the provider vouches for becomes a person with the role of staff."""
    proxies: int = 0
    """How many reverse proxies stand in front; each adds one address to `X-Forwarded-For`."""
    language: str = Field(default="en", validation_alias="AIMS_LANG")
    debug: bool = False

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _hosts(cls, given: object) -> object:
        """Names parted by commas, as they are written in `AIMS_ALLOWED_HOSTS`."""
        return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given

    @property
    def address(self) -> str:
        """Where people find this installation, without a stroke at the end."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def files(self) -> Path:
        return self.home / "files"

    def file(self, digest: str) -> Path:
        """Where the attachment with this SHA-256 lies."""
        return self.files / digest[:2] / digest

    @property
    def telemetry(self) -> Path:
        """What AI systems decided: journals, and the segments that they are rolled into."""
        return self.home / "telemetry"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    def secret(self, of: str = "cookies") -> str:
        """The key of cookies, or of mailed `links`: made when it is first needed, readable by its owner only."""
        path = self.keys / of
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(new, "w") as f:
                f.write(secrets.token_urlsafe(64))
        return path.read_text()

    def forget_secret(self, of: str) -> None:
        """What was signed with it until now is worth nothing any more."""
        (self.keys / of).unlink(missing_ok=True)

    @property
    def worker_lock(self) -> Path:
        """Held by whoever runs the worker of this home."""
        return self.home / "worker.lock"

    @property
    def is_made(self) -> bool:
        """Whether there is an installation to open: a database in the folder, or one that a URL names."""
        return bool(self.database_url) or (self.home / "aims.db").exists()

    def mailer(self) -> dict[str, object]:
        """Django's settings of outgoing mail; without a server mails are dropped (`accounts.adapter` says so)."""
        if not self.mail_url:
            return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
        url = urlsplit(self.mail_url)
        if url.scheme not in ("smtp", "smtps") or not url.hostname:
            raise CannotServe("AIMS_MAIL_URL must look like smtp://user:password@mail.example.org:587.")
        options: dict[str, object] = {"host": url.hostname, "port": url.port or (465 if url.scheme == "smtps" else 587)}
        options["timeout"] = 30
        if url.username:
            options |= {"username": unquote(url.username), "password": unquote(url.password or "")}
        options |= {"use_ssl": url.scheme == "smtps", "use_tls": url.scheme == "smtp" and bool(url.username)}
        return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}

    def provider(self) -> dict[str, object]:
        """The settings of the identity provider. Whoever could read or change its answers would sign in as anybody."""
        url = urlsplit(self.oidc_issuer)
        is_here = url.hostname in ("localhost", "127.0.0.1", "::1")
        if self.oidc_issuer and not (url.hostname and (url.scheme == "https" or (url.scheme == "http" and is_here))):
            raise ValueError(
                "AIMS_OIDC_ISSUER must begin with https://; only a provider on this machine may do without."
            )
        return {
            "provider_id": "sso",
            "name": self.oidc_name,
            "client_id": self.oidc_client_id,
            "secret": self.oidc_secret,
            "settings": {"server_url": self.oidc_issuer, "oauth_pkce_enabled": True},
        }

    def database(self) -> dict[str, object]:
        """Django's settings of the one database: SQLite in the home, or the PostgreSQL that the URL names.

        Raises `CannotServe` for any other URL, and where the driver of PostgreSQL is not installed.
        """
        if not self.database_url:
            return {"ENGINE": "aims.config.sqlite", "NAME": str(self.home / "aims.db"), "CONN_MAX_AGE": None}
        url = urlsplit(self.database_url)
        if url.scheme not in ("postgres", "postgresql"):
            raise CannotServe("AIMS_DATABASE_URL must begin with postgresql://; leave it out to use SQLite.")
        if find_spec("psycopg") is None:
            raise CannotServe(
                "AIMS_DATABASE_URL asks for PostgreSQL, for which psycopg is not installed: "
                "pip install 'openaims[postgresql]'."
            )
        query = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(query.pop("host", url.hostname or "")),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": None,
            # Statements are prepared: an edit costs a third less here. Not behind a pool that shares transactions.
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **query},
        }


@cache
def home() -> Home:
    """The installation that this process serves; `aims.env` in its folder says what the environment does not."""
    place = Path(os.environ.get("AIMS_HOME") or Path.home() / ".aims")
    return Home(_env_file=place / "aims.env")  # type: ignore[call-arg]  # made by pydantic-settings
