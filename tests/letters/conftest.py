"""A mail server that really listens, on this machine."""

import socket
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from aims.config.settings import HOME


class Server:
    """Keeps what it is sent; can be away, and can answer otherwise than yes."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.received: list[EmailMessage] = []
        self.answer = "250 OK"
        self._running: Any = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            message = BytesParser(policy=policy.default).parsebytes(envelope.content)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
        return self.answer

    def come(self) -> None:
        self._running = Controller(self, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def go(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    monkeypatch.setattr(HOME, "mail_url", made.url)
    monkeypatch.setattr(HOME, "mail_from", "aims@harbourline.example")
    monkeypatch.setattr(HOME, "url", "https://aims.harbourline.example")
    monkeypatch.setattr(settings, "MAILERS", {"default": HOME.mailer()})
    yield made
    made.go()
