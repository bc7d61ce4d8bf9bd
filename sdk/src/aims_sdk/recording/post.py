"""One connection to the server, kept alive, by the standard library."""

import http.client
import ssl
from typing import NamedTuple
from urllib.parse import urlsplit

from aims_sdk.recording.settings import Settings

MOST_READ = 1024 * 1024
NO_ANSWER = (OSError, http.client.HTTPException)
GONE = (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest)


class Answer(NamedTuple):
    status: int
    body: bytes
    retry_after: float | None
    """Seconds."""


class Connection:
    """Raises OSError or http.client.HTTPException where there is no answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """An answer of any status. A kept connection that the server has closed meanwhile is replaced once."""
        was_open = self._open is not None
        try:
            return self._ask(method, path, body, headers or {})
        except GONE:
            self.close()
            if not was_open:
                raise
            return self._ask(method, path, body, headers or {})

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._settings.url)
        host, timeout = parts.hostname or "", self._settings.timeout
        if parts.scheme == "https":
            return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, parts.port, timeout=timeout)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        self._open = self._open or self._connect()
        own = {"Authorization": f"Bearer {self._settings.token}", "User-Agent": "openaims-sdk"}
        try:
            self._open.request(
                method, f"{urlsplit(self._settings.url).path.rstrip('/')}{path}", body or None, own | headers
            )
            response = self._open.getresponse()
            content = response.read(MOST_READ)
            if response.read(1):
                self.close()
        except BaseException:
            self.close()
            raise
        after = response.headers.get("Retry-After", "")
        return Answer(response.status, content, float(after) if after.isdecimal() else None)
