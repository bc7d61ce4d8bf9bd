"""Logging: one line an occurrence on standard error, as JSON unless somebody is watching; never a secret."""

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(r"password|passwd|secret|token|cookie|authori[sz]ation|api_?key|csrf|session", re.IGNORECASE)
_IN_TEXT = (
    re.compile(r"aims_[A-Za-z0-9_-]{20,}"),
    re.compile(r"(?<=/password/reset/key/)[^/\s]+"),
    re.compile(r"(?<=/l/)[^\s?]{20,}"),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
)


def without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the values whose names promise a secret, and what looks like one inside a text."""
    for name, value in line.items():
        if SECRET.search(name):
            line[name] = "…"
        elif isinstance(value, str):
            line[name] = blanked(value)
    return line


def blanked(text: str) -> str:
    for pattern in _IN_TEXT:
        text = pattern.sub("…", text)
    return text


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_secrets,
]


def logging_settings(*, debug: bool) -> dict[str, Any]:
    """For `logging.config.dictConfig`: lines of Django and of ours leave by the same door."""
    watched = sys.stderr.isatty()
    last: Any = structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": PROCESSORS,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "DEBUG" if debug else "INFO"},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.db.backends": {"level": "INFO"},
            "asyncio": {"level": "WARNING"},
        },
    }
