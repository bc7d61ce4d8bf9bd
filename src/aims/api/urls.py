"""Everything under /api/v1. OpenAPI 3.1 at /api/v1/openapi.json."""

from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.responses import Response

from aims.kernel.kinds import KINDS

from . import conformity, figures, oversight, reports, telemetry
from .access import BySession, ByToken
from .rates import PerCaller
from .reading import StrictParser
from .records import routes
from .refusals import install, refusal
from .schemas import Problem

OPEN = {
    "openapi": "the document of this API: the same for everybody, and it holds nothing of the organisation",
    "api-root": "answers 404",
    "unknown": "answers 404",
}
"""The routes that nobody need sign in for, each with its reason."""
ABOUT_NO_RECORD = {
    "me": "the caller's own name and roles",
    "kinds": "the declarations of the program, nothing of the organisation",
}
"""The routes behind sign-in that show no record, and so ask the policy nothing."""
LARGEST_BODY, LARGEST_UPLOAD = 1024 * 1024, 25 * 1024 * 1024
ROUND_A_FILE = 64 * 1024

api = NinjaAPI(
    title="OpenAIMS",
    version="1",
    description="An AI management system for ISO/IEC 42001. Every refusal is {code, sentence, fields}.",
    auth=[ByToken(), BySession()],
    throttle=[PerCaller()],
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
install(api)
api.add_router("", conformity.router)
api.add_router("/reports", reports.router)
api.add_router("/telemetry", telemetry.router)
api.add_router("/telemetry", figures.router)
api.add_router("/oversight", oversight.router)
for kind in KINDS:
    api.add_router(f"/{kind.name}", routes(kind))


@cache
def document() -> bytes:
    """The OpenAPI document: made once, in English, the same for everybody."""
    with override("en"):
        found = api.get_openapi_schema()
    found["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    answers = {code: _refused(code) for code in (400, 401, 403, 404, 409, 413, 415, 422, 429)}
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"].update(answers)
    return Response(found).content


def _refused(code: int) -> dict[str, Any]:
    """Every operation may refuse: said here once, where ninja would build a model for each code of each operation."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(code).phrase, "content": {"application/json": {"schema": schema}}}


def openapi(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(document(), content_type="application/json", headers={"Cache-Control": "public, max-age=300"})


def unknown(_request: HttpRequest) -> HttpResponse:
    return refusal("no_such_route")


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Refuse a body by its announced length, before anything reads it."""
    if request.path.startswith("/api/v1/telemetry/"):
        return None  # its bodies are larger, and it measures them itself
    is_upload = request.content_type == "multipart/form-data"
    limit = LARGEST_UPLOAD + ROUND_A_FILE if is_upload else LARGEST_BODY
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return refusal("bad_request")
    return refusal("too_large", limit="25 MB" if is_upload else "1 MB") if length > limit else None


def framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """`view` with what every answer has: problems also where the router refuses, and nothing kept by a cache."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _too_large(request)
        if response is None:
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = refusal("no_such_route")
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            response = refusal("method", method=request.method, allowed=allowed)
            response["Allow"] = allowed
        response.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _framed() -> tuple[list[URLPattern], str, str]:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        pattern.callback = framed(pattern.callback)
    return patterns, app, namespace  # type: ignore[return-value]  # all are patterns, see above


urlpatterns = [
    path("v1/openapi.json", framed(openapi), name="openapi"),
    path("v1/", _framed()),
    re_path(r"", framed(unknown), name="unknown"),
]
