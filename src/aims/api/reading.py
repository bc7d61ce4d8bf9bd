"""What is sent to us, read strictly: JSON that every store and the ledger can hold, or a refusal that says why not."""

import datetime as dt
import json
import re
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BeforeValidator, Field

from aims.lib import clock
from aims.lib.canonical import is_storable
from aims.telemetry.reading.days import EARLIEST, LATEST

from .refusals import Refused

LARGEST = 2**53 - 1
"""The largest whole number that JSON programs agree on (RFC 8259, 6)."""
DEEPEST = 32
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> Any:
    if value is None or isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("day")
    return dt.date.fromisoformat(value)


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A date as YYYY-MM-DD and in no other spelling; a number is not a date."""
DecidedOn = Annotated[Day, Field(ge=EARLIEST, le=LATEST)]
"""A day on which there can be decisions."""


def past_day(day: dt.date | None) -> dt.date | None:
    """`day` if it is not later than today; the world of a future day is not known."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if day and day > clock.now().astimezone(zone).date():
        raise Refused("as_of_future")
    return day


def _is_too_deep(value: Any, left: int = DEEPEST) -> bool:
    if left == 0:
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_too_deep(part, left - 1) for part in parts)


def _checked(value: Any) -> Any:
    if _is_too_deep(value):
        raise Refused("too_deep")
    if not is_storable(value):
        raise Refused("unstorable")
    return value


def _no_constant(name: str) -> NoReturn:
    raise Refused("unstorable")


class StrictParser(Parser):
    """JSON in UTF-8 and nothing else; queries without what no store can hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        if getattr(request, "content_type", "") != "application/json":
            raise Refused("not_json")
        try:
            value = json.loads(request.body.decode(), parse_constant=_no_constant)
        except RecursionError as deep:
            raise Refused("too_deep") from deep
        except ValueError as wrong:
            raise Refused("malformed") from wrong
        return _checked(value)

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        return _checked(super().parse_querydict(data, list_fields, request))
