"""Style sheets, scripts and pictures straight from the packages, under names that carry a digest of their content.

No collecting step: the files are found and hashed once at start, so an upgrade is seen at once and a browser may keep
a hashed name for ever.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it carries none

_HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.[^./]+$|$)")


def _digest(path: str) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:12]


def _named(name: str, digest: str) -> str:
    """`css/app.css` -> `css/app.0123456789ab.css`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest}{dot}{ending}" if dot and "/" not in ending else f"{name}.{digest}"


@cache
def _hashed_name(name: str) -> str:
    found = finders.find(name)
    return _named(name, _digest(str(found))) if found else name


class Hashed(StaticFilesStorage):
    """What `{% static %}` asks: the address of a file under its hashed name."""

    def url(self, name: str | None) -> str:
        wanted = name or ""
        return super().url(wanted if settings.DEBUG else _hashed_name(wanted))


class Static(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise carries no types for it
    """Serves each file under its own name and, unchanging, under its hashed name."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        super().add_file_to_dictionary(_named(url, _digest(path)), path, stat_cache=stat_cache)

    def immutable_file_test(self, path: str, url: str) -> bool:
        return bool(_HASHED.search(url))
