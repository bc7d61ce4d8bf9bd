"""Every request has a number: in the log, in the answer's header, and on the page that says something went wrong."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("aims.request")
QUIET = ("/static/",)


class Requests:
    """Bind the number to the log and write one line a request: never the query, which may hold what was sought."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, start = secrets.token_hex(6), time.perf_counter()
        request.META["AIMS_REQUEST_ID"] = number
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = self.answer(request)
        response["X-Request-Id"] = number
        if not request.path.startswith(QUIET):
            took = round((time.perf_counter() - start) * 1000, 1)
            log.info("request", method=request.method, path=request.path, status=response.status_code, ms=took)
        return response
