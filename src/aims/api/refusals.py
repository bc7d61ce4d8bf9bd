"""Every refusal in one shape, {code, sentence, fields}, in the caller's language, whoever refuses."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from aims.kernel.denied import Denied
from aims.kernel.workflow import Words

log = logging.getLogger("aims.api")

STATUS: dict[str, int] = (
    dict.fromkeys(("ref_unknown", "report_reading", "report_read_one_way"), 404)
    | dict.fromkeys(
        (
            "stale_edit",
            "link_exists",
            "link_missing",
            "unique",
            "wrong_state",
            "not_editable",
            "not_ready",
            "quorum",
            "newer_in_force",
        ),
        409,
    )
    | dict.fromkeys(("constraint", "invalid", "reason_required", "role_unknown", "roles_apart", "unstorable"), 422)
    | dict.fromkeys(("version_not_said", "review_too_late", "nothing_yet", "not_theirs_to_delegate"), 422)
    | dict.fromkeys(
        ("field_unknown", "filter_unknown", "page_unknown", "kind_unknown", "relation_unknown", "wrong_target"), 400
    )
    | {"too_large": 413, "type_refused": 415}
)
"""What a code of the kernel's refusals is in HTTP; all others are 403."""

SENTENCES: dict[str, tuple[int, Words]] = {
    "malformed": (400, _("The body is not JSON in UTF-8. Nothing was changed.")),
    "too_deep": (400, _("The body is nested too deeply. Nothing was changed.")),
    "unstorable": (
        400,
        _("Something in it cannot be kept: a NUL character, half a surrogate pair, or a number too large."),
    ),
    "if_match": (400, _('If-Match must hold the version that you saw, such as "3".')),
    "bad_request": (400, _("The request could not be read. Nothing was changed.")),
    "as_of_future": (422, _("That day has not come yet: as_of may be today or earlier.")),
    "sign_in": (401, _("Send a token that is valid today (Authorization: Bearer …), or sign in.")),
    "forged": (403, _("The request did not come from a page of this site. Reload the page and try again.")),
    "no_role": (403, _("You hold no role that opens this. Ask for an assignment.")),
    "not_its_system": (403, _("This token may not send decisions of that system. Ask for one that names it.")),
    "groups_not_open": (
        403,
        _("Figures of single groups are for the readers that the recording plan names; ask for a gap between groups."),
    ),
    "no_such_route": (404, _("There is nothing at this address; the addresses are in /api/v1/openapi.json.")),
    "method": (405, _("This address does not take %(method)s; it takes %(allowed)s.")),
    "too_large": (413, _("The request is too large: at most %(limit)s.")),
    "not_json": (415, _("Send the body as application/json.")),
    "unreadable": (422, _("The request does not have the right form: %(said)s")),
    "window": (422, _("`first` must not lie after `last`, and a range has at most %(most)s days.")),
    "nothing_to_compare": (422, _("Nothing was decided in the first window, so there is nothing to compare with.")),
    "stopped": (409, _("%(ref)s is stopped (%(stop)s): nothing is decided until it is restarted.")),
    "other_content": (409, _("This key is that of another decision: give each decision a key of its own.")),
    "too_many": (429, _("Too many requests; try again in %(wait)s seconds.")),
    "broken": (500, _("Something went wrong here. The log says more under the X-Request-Id of this answer.")),
    "busy": (503, _("The records are being written by somebody else; nothing was changed. Try again.")),
}
WRONG: dict[str, Words] = {
    "missing": _("is needed"),
    "extra_forbidden": _("is not known here"),
    "literal_error": _("must be one of %(expected)s"),
    "string_type": _("must be text"),
    "string_too_long": _("is longer than %(max_length)s characters"),
    "string_too_short": _("is too short"),
    "string_pattern_mismatch": _("is not of the right form"),
    "too_long": _("has more than %(max_length)s entries"),
    "greater_than_equal": _("must be at least %(ge)s"),
    "less_than_equal": _("must be at most %(le)s"),
    "value_error": _("must be a date, written YYYY-MM-DD"),
}
_ALIKE: tuple[tuple[str, Words], ...] = (
    ("int_", _("must be a whole number")),
    ("uuid_", _("must be an id (UUID)")),
    ("date", _("must be a date, written YYYY-MM-DD")),
    ("bool_", _("must be true or false")),
    ("list_", _("must be a list")),
    ("model_", _("must be a map of names to values")),
    ("dict_", _("must be a map of names to values")),
    ("string_", _("must be text")),
)


class Refused(Exception):
    """A refusal of the API itself, before any record is looked at."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def problem(status: int, code: str, sentence: str, fields: Mapping[str, list[str]] | None = None) -> HttpResponse:
    return JsonResponse({"code": code, "sentence": sentence, "fields": fields or {}}, status=status)


def refusal(code: str, /, **params: Any) -> HttpResponse:
    """The answer for one of `SENTENCES`."""
    status, sentence = SENTENCES[code]
    return problem(status, code, str(sentence) % params if params else str(sentence), params.get("fields"))


def _denied(_request: HttpRequest, denied: Denied) -> HttpResponse:
    fields = {name: [str(w) for w in why] for name, why in denied.fields.items()}
    return problem(STATUS.get(denied.code, 403), denied.code, denied.sentence, fields)


def _refused(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return refusal(refused.code, **refused.params)


def _wrong(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    sentence = WRONG.get(kind) or next((s for start, s in _ALIKE if kind.startswith(start)), None)
    known = {name: str(value).replace("' or '", "', '") for name, value in error.get("ctx", {}).items()}
    return str(sentence) % known if sentence else say("is not of the right form")


def _misread(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for one in error.errors:
        name = ".".join(str(part) for part in one["loc"][1:] if part not in ("body", "q"))
        fields.setdefault(name, []).append(_wrong(one))
    said = "; ".join(f"{name}: {', '.join(why)}".removeprefix(": ") for name, why in fields.items())
    return refusal("unreadable", fields=fields, said=said)


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Refused):  # the parser's own reason, which ninja wraps
        return refusal(error.__cause__.code, **error.__cause__.params)
    return refusal("bad_request")


def _stranger(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = refusal("sign_in")
    answer["WWW-Authenticate"] = 'Bearer realm="OpenAIMS"'
    return answer


def _throttled(_request: HttpRequest, error: Throttled) -> HttpResponse:
    return refusal("too_many", wait=error.wait or 1)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s broke", request.method, request.path, exc_info=error)
    return refusal("broken")


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("%s %s found the database busy", request.method, request.path, exc_info=error)
    answer = refusal("busy")
    answer["Retry-After"] = "1"
    return answer


def _plainly(code: str, **params: object) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, _error: refusal(code, **params)


def install(api: NinjaAPI) -> None:
    """Every way in which a request can fail answers as a problem."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Denied: _denied,
        Refused: _refused,
        ValidationError: _misread,
        AuthenticationError: _stranger,
        Throttled: _throttled,
        HttpError: _http,
        Http404: _plainly("no_such_route"),
        RequestDataTooBig: _plainly("too_large", limit="1 MB"),
        SuspiciousOperation: _plainly("bad_request"),
        BadRequest: _plainly("bad_request"),
        MultiPartParserError: _plainly("bad_request"),
        OperationalError: _busy,
        Exception: _broken,
    }
    for sort, answer in answers.items():
        api.add_exception_handler(sort, answer)
