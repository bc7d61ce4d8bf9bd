"""Where decisions are sent to and what waits where: arguments of `Aims`, or the environment's AIMS_… variables."""

import ipaddress
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024
SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""How a system is named: in a path of the server, and as a file."""


def home(environ: Mapping[str, str]) -> Path:
    """The folder that waits for the server where none is named: the user's own, else one of the temporary folder."""
    state = environ.get("XDG_STATE_HOME") or (f"{environ['HOME']}/.local/state" if environ.get("HOME") else "")
    return Path(state or tempfile.gettempdir()) / "openaims-spool"


@dataclass(frozen=True)
class Settings:
    """How one program records. Neither the token nor the key is ever shown."""

    url: str = ""
    """Of the server, without a path: `https://aims.example.org`."""
    token: str = field(default="", repr=False)
    """A token of the scope `record`."""
    spool: Path = field(default_factory=lambda: home(os.environ))
    spool_limit: int = 512 * MEGABYTE
    """Bytes that may wait on the disk, those of other programs in the same folder included."""
    pseudonym_key: bytes = field(default=b"", repr=False)
    allow_http: bool = False
    """Send the token over plain http to a host that is not this machine."""
    interval: float = 1.0
    """Seconds between two sendings."""
    timeout: float = 10.0
    """Seconds to wait for the server."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read AIMS_URL, AIMS_TOKEN, AIMS_SPOOL, AIMS_SPOOL_LIMIT (bytes), AIMS_PSEUDONYM_KEY and AIMS_ALLOW_HTTP."""
        environ = os.environ if environ is None else environ
        limit = environ.get("AIMS_SPOOL_LIMIT", "")
        return cls(
            url=environ.get("AIMS_URL", ""),
            token=environ.get("AIMS_TOKEN", ""),
            spool=Path(environ["AIMS_SPOOL"]) if environ.get("AIMS_SPOOL") else home(environ),
            spool_limit=int(limit) if limit.isdecimal() else cls.spool_limit,
            pseudonym_key=environ.get("AIMS_PSEUDONYM_KEY", "").encode(),
            allow_http=environ.get("AIMS_ALLOW_HTTP") == "1",
        )

    @property
    def obstacle(self) -> str:
        """Why nothing can be sent, as a sentence; empty where it can."""
        if not self.url or not self.token:
            return "AIMS_URL and AIMS_TOKEN must both be set."
        if not self.token.isascii() or not self.token.isprintable():
            return "AIMS_TOKEN is not a token."
        try:
            parts = urlsplit(self.url)
            is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            is_address = False
        if not is_address:
            return "AIMS_URL must look like https://aims.example.org."
        if parts.scheme == "http" and not self.allow_http and not is_loopback(parts.hostname or ""):
            return "AIMS_URL is plain http, which would show the token: use https, or set AIMS_ALLOW_HTTP=1."
        return ""


def is_loopback(host: str) -> bool:
    """Whether nothing sent to this host leaves the machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
