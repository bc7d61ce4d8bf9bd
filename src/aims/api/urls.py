"""Everything under /api/v1. OpenAPI 3.1 at /api/v1/openapi.json."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.throttling import AuthRateThrottle

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS

from . import conformity
from .access import BySession, ByToken
from .records import routes

STATUS = {"ref_unknown": 404, "stale_edit": 409, "link_exists": 409, "unique": 409, "constraint": 422, "invalid": 422}
ASKED_WRONGLY = ("field_unknown", "filter_unknown", "page_unknown", "kind_unknown", "relation_unknown", "wrong_target")

api = NinjaAPI(
    title="OpenAIMS",
    version="1",
    description="An AI management system for ISO/IEC 42001. Every refusal is {code, sentence}.",
    auth=[ByToken(), BySession()],
    throttle=[AuthRateThrottle("3000/m")],
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", conformity.router)
for kind in KINDS:
    api.add_router(f"/{kind.name}", routes(kind))


def _answer(request: HttpRequest, status: int, code: str, sentence: str, **more: object) -> HttpResponse:
    return api.create_response(request, {"code": code, "sentence": sentence, **more}, status=status)


@api.exception_handler(Denied)
def refuse(request: HttpRequest, denied: Denied) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        fields = {name: [str(w) for w in why] for name, why in denied.fields.items()}
        status = STATUS.get(denied.code, 400 if denied.code in ASKED_WRONGLY else 403)
        return _answer(request, status, denied.code, denied.sentence, fields=fields)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(part) for part in e["loc"][1:]): [e["msg"]] for e in error.errors}
    said = "; ".join(f"{name}: {', '.join(why)}" for name, why in fields.items())
    return _answer(request, 422, "unreadable", f"The request does not have the right form: {said}", fields=fields)


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del error
    return _answer(request, 401, "sign_in", "Send a token that is valid today (Authorization: Bearer …), or sign in.")


urlpatterns = [path("v1/", api.urls)]
