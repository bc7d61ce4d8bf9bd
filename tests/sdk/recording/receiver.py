"""A server that speaks the contract of telemetry and fails on demand. It knows a batch by producer and counter."""

import gzip
import json
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "aims_secret_token"
NO_PLAN = {"version": 0, "fields": {}, "others": "keep", "texts": "drop", "groups": []}
KEEP_ALL = NO_PLAN | {"texts": "keep", "groups": ["sex"]}


class Receiver:
    """Each batch takes the next of `faults`: a status, "lose" (kept, the answer is lost), "cut", "hang"; else 200."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.faults: list[Any] = []
        self.denied: dict[str, int] = {}
        """A status by system."""
        self.rules: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Any] = {}
        self.events: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.marks: dict[str, int] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.in_flight: dict[str, int] = defaultdict(int)
        self.most_in_flight = 0
        self.port = 0
        self._lock = threading.Lock()
        self._open: list[Any] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Again on the same port after a `stop`."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None: ...

            def do_GET(self) -> None:
                receiver.requests.append(("GET", self.path, dict(self.headers)))
                system = self.path.split("/")[4]
                status = receiver.denied.get(system, 200)
                self.reply(status, receiver.rules.get(system, KEEP_ALL))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append(("POST", self.path, dict(self.headers)))
                receiver.take(self, self.path.split("/")[4], body)

            def reply(self, status: int, said: object, headers: dict[str, str] | None = None) -> None:
                content = json.dumps(said).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def process_request(self, request: Any, client_address: Any) -> None:
                receiver._open.append(request)
                super().process_request(request, client_address)

            def handle_error(self, *args: Any) -> None: ...

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        if self._tls:
            self._server.socket = self._tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            self.hang_up()

    def hang_up(self) -> None:
        """Close every connection that is still open."""
        while self._open:
            with suppress(OSError):  # it was closed by the other side
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def take(self, request: Any, system: str, body: bytes) -> None:
        with self._lock:
            self.in_flight[system] += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight[system])
            fault = self.denied.get(system) or (self.faults.pop(0) if self.faults else 200)
        try:
            self._answer(request, system, body, fault)
        finally:
            with self._lock:
                self.in_flight[system] -= 1

    def _answer(self, request: Any, system: str, body: bytes, fault: Any) -> None:
        if fault == "cut":
            request.close_connection = True
        elif fault == "hang":
            time.sleep(1)
            request.close_connection = True
        elif fault == "lose":
            self.keep(request.headers, system, body)
            request.close_connection = True
        elif fault != 200:
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            request.reply(status, {"detail": "A sentence that says why."}, headers)
        else:
            is_new, count = self.keep(request.headers, system, body)
            answer = {"accepted": count, "rejected": 0, "duplicate": not is_new, "problems": []}
            request.reply(200, answer | self.answers)

    def keep(self, headers: Any, system: str, body: bytes) -> tuple[bool, int]:
        plain = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        events = [json.loads(line) for line in plain.splitlines()]
        producer, counter = (
            headers.get("Aims-Producer", headers.get("Idempotency-Key")),
            int(headers.get("Aims-Batch", 0)),
        )
        with self._lock:
            is_new = counter > self.marks.get(producer, -1)
            if is_new:
                self.marks[producer] = counter
                self.events[system] += events
        return is_new, len(events)

    def outputs(self, system: str = "AIS-0001") -> list[Any]:
        return [event.get("output") for event in self.events[system]]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver(tls)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()
