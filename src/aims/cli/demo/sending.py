"""The last day of the demo comes in as a program sends it: by the SDK, over HTTP, to this home's own API."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pyarrow as pa
from aims_sdk import Aims
from aims_sdk.recording.settings import Settings
from django.core.wsgi import get_wsgi_application

from aims.accounts.models import Token, User
from aims.lib import clock
from aims.systems.models import AISystem
from aims.telemetry.storage import rolling

from .stream import Stream

PROGRAM, HOLDS_TOKEN = "Steadypay", "ming"
"""The program that decides, and who answers for its token: the data scientist who built it."""
SECONDS = 120.0
"""How long the server may take to keep a day."""


class NotSent(Exception):
    """The server did not take what was recorded; the demo stands without it."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        """Nothing is printed of a request."""


@contextmanager
def served() -> Iterator[str]:
    """This home on a port of this machine's own; its address."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        logging.getLogger("aims.request").setLevel(logging.WARNING)
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            running.join()


def send_the_rest(stream: Stream) -> int:
    """Send what came since the last week of the story; how many events. Raises `NotSent`."""
    come, system = stream.come(clock.now()), AISystem.objects.get(pk=stream.system).ref
    user = User.objects.get(username=HOLDS_TOKEN)
    token, key = Token.issue(user, PROGRAM, [Token.Scope.RECORD], clock.now(), 1, [system])
    try:
        with served() as url, TemporaryDirectory(prefix="aims-demo-") as spool:
            aims = Aims(Settings(url=url, token=key, spool=Path(spool), timeout=SECONDS))
            for row in _rows(come, "decisions"):
                aims.record(system, **_decision(row))
            for row in _rows(come, "outcomes"):
                aims.outcome(system, row["key"], row["label"], row["at"])
            is_sent = aims.flush(SECONDS)
            aims.close()
    finally:
        Token.objects.filter(pk=token.pk).update(revoked_at=clock.now())
    if not is_sent or aims.counters().refused:
        raise NotSent
    rolling.roll()
    return sum(map(len, come.values()))


def _rows(come: dict[str, pa.Table], name: str) -> list[dict[str, Any]]:
    return come[name].to_pylist() if name in come else []


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    """`inputs.AGEP` and the like go into `inputs`, as the SDK takes them."""
    found: dict[str, Any] = {"inputs": {}, "groups": {}}
    for name, value in row.items():
        where, _dot, rest = name.partition(".")
        if rest:
            found[where][rest] = value
        else:
            found[name] = value
    return found
