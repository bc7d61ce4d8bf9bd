"""Serves a drawn gallery on this machine under the strictest policy the product may have."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import django_htmx

import aims.web

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PLACES = (
    ("/static/aims/", Path(aims.web.__file__).parent / "static" / "aims"),
    ("/static/django_htmx/", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
)


class Hand(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, gallery: Path, language: str = "en", **kwargs: Any) -> None:
        self.gallery = gallery
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        path = path.partition("?")[0]
        for start, folder in PLACES:
            if path.startswith(start):
                return str(folder / path.removeprefix(start))
        if path.startswith("/act/"):
            return str(self.gallery / "act-form.en.html")
        return str(self.gallery / path.lstrip("/"))

    def do_POST(self) -> None:
        """Saving a form inside a gap answers with everything that turned."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = (self.gallery / "act-turned.en.html").read_bytes()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("content-security-policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def serve(gallery: Path) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Hand, gallery=gallery))
    Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
