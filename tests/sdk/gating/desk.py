"""A server that speaks the contract of the gate and of telemetry; a test says what it answers and sees what it got."""

import gzip
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "aims_secret_token"
DECLINED = {"field": "output", "operator": "eq", "value": "decline"}
PLAN: dict[str, Any] = {
    "ref": "OVP-0001", "version": 7, "edition": 2, "mode": "in_the_loop", "hold_when": {"any": [DECLINED]},
    "when_held": "wait", "when_away": "fail_closed", "when_late": "hold", "minutes": 480, "secret": "", "seen": {},
}  # fmt: skip
STOP = {"ref": "STP-0001", "version": "", "route": "", "at": "2026-11-23T09:00:00Z", "reason": "Too many complaints."}


class Desk:
    """Cases wait until `rule` is called. `faults`: for the next decisions, a status with its problem, or "lose"."""

    def __init__(self) -> None:
        self.plan: dict[str, Any] | None = dict(PLAN)
        self.stopped: list[dict[str, Any]] = []
        self.rules: dict[str, Any] = {"version": 1, "texts": "keep"}
        self.cases: dict[str, dict[str, Any]] = {}
        self.posted: list[dict[str, Any]] = []
        self.recorded: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.faults: list[Any] = []
        self.hang = 0.0
        """Seconds before a pulse is answered."""
        self.when_held: Callable[[], object] = lambda: None
        """Called when a decision has come."""
        self.port = 0
        self.lock = threading.Lock()
        self._open: list[Any] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, method: str, part: str) -> int:
        return sum(one == method and part in path for one, path in self.requests)

    def answer(self) -> dict[str, Any]:
        sealed = {"plan": self.plan, "stopped": self.stopped, "system": "AIS-0007"}
        text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        seal = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha256).hexdigest()
        return {"plan": self.plan, "stopped": self.stopped, "seal": seal}

    def rule(self, key: str, **changes: Any) -> None:
        self.cases[key] |= {"state": "released", "ruling": "confirmed"} | changes

    def get(self, path: str, query: dict[str, list[str]]) -> Any:
        if path.endswith("/rules"):
            return self.rules
        if path.endswith("/pulse"):
            version = self.plan["version"] if self.plan else None
            return {name: {"stopped": self.stopped, "plan": version} for name in query["systems"][0].split(",")}
        if path.endswith("/plan"):
            return self.answer()
        return [self.cases[key] for key in query["key"] if key in self.cases]

    def hold(self, posted: dict[str, Any]) -> tuple[int, Any]:
        decision, key = posted["decision"], posted["decision"]["key"]
        self.posted.append(posted)
        self.when_held()
        if key in self.cases:
            return 200, self.cases[key]
        self.cases[key] = {
            "state": "waiting", "case": f"CAS-{len(self.cases) + 1:04}", "key": key, "due": "2026-11-23T17:00:00Z",
            "why": {"en": "The output is decline.", "zh": "输出为拒绝。"}, "digest": "0" * 64,
            "arguments_digest": decision.get("arguments_digest", ""), "ruling": "", "output": decision.get("output"),
            "reason": "", "by": "",
        }  # fmt: skip
        return 201, self.cases[key]

    def withdraw(self, key: str) -> Any:
        self.cases[key]["state"] = "withdrawn"
        return self.cases[key]

    def start(self) -> None:
        """Again on the same port after a `stop`."""
        desk = self

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 100

            def process_request(self, request: Any, client_address: Any) -> None:
                desk._open.append(request)
                super().process_request(request, client_address)

            def handle_error(self, *args: Any) -> None: ...

        self._server = Server(("127.0.0.1", self.port), type("Own", (Handler,), {"desk": self}))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Away: every connection is closed too."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        while self._open:
            try:
                self._open.pop().shutdown(2)
            except OSError:  # it was closed by the other side
                continue


class Handler(BaseHTTPRequestHandler):
    desk: Desk
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None: ...

    def parts(self) -> tuple[str, dict[str, list[str]]]:
        self.desk.requests.append((self.command, self.path))
        found = urlsplit(self.path)
        return found.path, parse_qs(found.query)

    def do_GET(self) -> None:
        if "/pulse" in self.path:
            time.sleep(self.desk.hang)
        with self.desk.lock:
            self.reply(200, self.desk.get(*self.parts()))

    def do_DELETE(self) -> None:
        with self.desk.lock:
            self.reply(200, self.desk.withdraw(unquote(self.parts()[0].rpartition("/")[2])))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.desk.lock:
            path, _query = self.parts()
            if path.endswith("/events"):
                self.desk.recorded += [json.loads(line) for line in gzip.decompress(body).splitlines()]
                self.reply(200, {"accepted": 1, "rejected": 0})
                return
            fault = self.desk.faults.pop(0) if self.desk.faults else None
            if isinstance(fault, tuple):
                self.reply(*fault)
                return
            status, said = self.desk.hold(json.loads(body))
            if fault == "lose":
                self.close_connection = True
            else:
                self.reply(status, said)

    def reply(self, status: int, said: Any) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def open_desk() -> Iterator[Desk]:
    desk = Desk()
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()
