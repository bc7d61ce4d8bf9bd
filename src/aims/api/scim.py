"""SCIM 2.0 (RFC 7643, 7644): the organisation's directory keeps the register of people current.

A program with the role `directory` creates, replaces and changes people; whoever is switched off or deleted there is
retired here, since nothing is ever deleted. The protocol is scim2-server's; here is what a user is of ours.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from scim2_models import (
    Email,
    ETag,
    Filter,
    ForbiddenException,
    InvalidValueException,
    Meta,
    Name,
    NotFoundException,
    Patch,
    PreconditionFailedException,
    Resource,
    ResourceType,
    SCIMException,
    ScimProvider,
    ServiceProviderConfig,
    UnauthorizedException,
    UniquenessException,
    User,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService, patch_only_config
from scim2_server.storage import ScimStorage, SearchPage

from aims.kernel.denied import Denied
from aims.kernel.models import Person
from aims.kernel.people import PERSON
from aims.kernel.perform import Command, perform
from aims.kernel.policy import sees
from aims.kernel.world import present

from .access import ByToken, Caller
from .rates import BUCKETS, READ, WRITE

PLACE, ROLE, REASON = "/scim/v2", "directory", "Directory (SCIM)"
MOST = 200
"""How many people one answer holds at most."""
LARGEST = 256 * 1024


class People(ScimStorage):
    """Our people as users. What SCIM knows and we do not (a telephone, an avatar) is not kept."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Whole or not at all, and our refusals in SCIM's words."""
        try:
            with transaction.atomic():
                yield
        except Denied as denied:
            wrong = InvalidValueException if denied.fields else ForbiddenException
            raise wrong(detail=denied.sentence) from denied

    def get(self, resource_type: ResourceType, resource_id: str, **_more: Any) -> Resource[Any]:
        return _user(self._found(resource_id))

    def search(self, resource_types: list[ResourceType], search_request: Any, *, position: Any = None) -> SearchPage:
        users = [_user(person) for person in self._all()]
        if search_request.filter is not None:
            users = [user for user in users if search_request.filter.match(user)]
        start = search_request.start_index_0 or 0
        count = MOST if search_request.count is None else search_request.count
        return SearchPage(len(users), users[start : start + count])  # type: ignore[arg-type]  # users are resources

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        user = _as_user(resource)
        self._unique(user, None)
        made = self._do("create", None, _values(user), {"scim": _theirs(user)})
        if user.active is False:
            made = self._do("retire", made, {}, None)
        return _user(made)

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        user = _as_user(resource)
        person = self._found(str(user.id), expected_version)
        self._unique(user, person)
        stays = person.state == PERSON.workflow.initial if user.active is None else user.active
        if stays and person.state != PERSON.workflow.initial:
            person = self._do("reinstate", person, {}, None)
        values, theirs = _values(user), {**person.attributes, "scim": _theirs(user)}
        changed = {name: value for name, value in values.items() if getattr(person, name) != value}
        if person.state == PERSON.workflow.initial and (changed or theirs != person.attributes):
            person = self._do("edit", person, changed, theirs)
        if not stays and person.state == PERSON.workflow.initial:
            person = self._do("retire", person, {}, None)
        return _user(person)

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """The directory lets go of somebody; their record ends and stays."""
        person = self._found(resource_id, expected_version)
        gone = {**person.attributes, "scim": {**person.attributes.get("scim", {}), "gone": True}}
        if person.state == PERSON.workflow.initial:
            self._do("retire", person, {}, gone)
        else:
            raise ForbiddenException(detail="They have been retired already; nothing is ever deleted.")

    def _all(self) -> list[Person]:
        """Everybody whom the program may see and the directory has not let go of, in a steady order."""
        rows = Person.objects.filter(sort=Person.Sort.HUMAN).order_by("pk")
        return [p for p in rows if not p.attributes.get("scim", {}).get("gone") and sees(self.caller.actor, PERSON, p)]

    def _found(self, resource_id: str, expected_version: str | None = None) -> Person:
        try:
            wanted = UUID(resource_id)
        except ValueError:
            raise NotFoundException(detail=f"There is no user {resource_id}") from None
        person = next((p for p in self._all() if p.pk == wanted), None)
        if person is None:
            raise NotFoundException(detail=f"There is no user {resource_id}")
        if expected_version is not None and expected_version != _version(person):
            raise PreconditionFailedException
        return person

    def _unique(self, user: User[Any], person: Person | None) -> None:
        name = str(user.user_name).casefold()
        for other in self._all():
            if other != person and str(_user(other).user_name).casefold() == name:
                raise UniquenessException(detail=f"There is a user {user.user_name} already")

    def _do(self, action: str, person: Person | None, values: Any, attributes: Any) -> Person:
        command = Command(
            "person",
            action,
            self.caller.actor,
            person.pk if person else None,
            values=values,
            reason=REASON,
            attributes=attributes,
        )
        done = perform(command, world=present())
        return Person.objects.get(pk=done.pk)


def _as_user(resource: Resource[Any]) -> User[Any]:
    if not isinstance(resource, User):
        raise InvalidValueException(detail="Only users are kept here")
    return resource


def _version(person: Person) -> str:
    return f'W/"{person.version}"'


def _user(person: Person) -> User[Any]:
    held = person.attributes.get("scim", {})
    return User(
        id=str(person.pk),
        external_id=held.get("externalId"),
        user_name=held.get("userName") or person.email or person.ref,
        display_name=person.title,
        name=Name(formatted=person.title),
        title=person.position or None,
        preferred_language="zh-Hans" if person.language.startswith("zh") else "en",
        active=person.state == PERSON.workflow.initial,
        emails=[Email(value=person.email, primary=True)] if person.email else None,
        meta=Meta(resource_type="User", last_modified=person.changed_at, version=_version(person)),
    )


def _values(user: User[Any]) -> dict[str, Any]:
    """The fields of a person that the directory says."""
    name = user.name
    parts = " ".join(part for part in (name.given_name, name.family_name) if part) if name else ""
    title = user.display_name or (name.formatted if name else "") or parts or str(user.user_name)
    mails = user.emails or []
    email = next((one.value for one in mails if one.primary), mails[0].value if mails else "")
    if not email and "@" in str(user.user_name):
        email = user.user_name
    tongue = "zh-hans" if (user.preferred_language or "").lower().startswith("zh") else "en"
    return {"title": title, "email": str(email or ""), "position": user.title or "", "language": tongue}


def _theirs(user: User[Any]) -> dict[str, str]:
    found = {"userName": str(user.user_name), "externalId": user.external_id}
    return {name: value for name, value in found.items() if value}


@cache
def _protocol() -> ScimService:
    config = patch_only_config()
    assert isinstance(config, ServiceProviderConfig)
    config.patch, config.etag = Patch(supported=True), ETag(supported=True)
    config.filter = Filter(supported=True, max_results=MOST)
    return ScimService(ScimProvider([User], config=config))


@csrf_exempt
def answer(request: HttpRequest, rest: str) -> HttpResponse:
    """One request of the directory; every refusal is an error of SCIM."""
    service, base = _protocol(), request.build_absolute_uri(PLACE)
    try:
        caller = _caller(request)
        wait = BUCKETS.take(caller.key, READ if request.method == "GET" else WRITE, time.monotonic())
        if wait:
            return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
        asked = ScimRequest(
            method=str(request.method),
            base_url=base,
            path=f"/{rest}",
            query=dict(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)),
            headers=dict(request.headers),
            body=request.body if request.method in ("POST", "PUT", "PATCH") else b"",
        )
        with override("en"):
            found = ScimHandler(service, People(caller)).handle(asked)
    except (SCIMException, ValueError) as wrong:
        found = service.error_response(wrong)
    answered: HttpResponse = (
        HttpResponse() if found.body is None else JsonResponse(found.body, json_dumps_params={"ensure_ascii": False})
    )
    answered.status_code = int(found.status)
    for name, value in found.headers.items():
        answered[name] = value
    answered["Cache-Control"] = "no-store"
    return answered


def _caller(request: HttpRequest) -> Caller:
    sort, _space, key = request.headers.get("Authorization", "").partition(" ")
    caller = ByToken().authenticate(request, key.strip()) if sort.lower() == "bearer" else None
    if caller is None:
        raise UnauthorizedException(detail="A token of a program is needed")
    if not caller.actor.holds(ROLE):
        raise ForbiddenException(detail="The token is not of a program with the role directory")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise InvalidValueException(detail="The request is too large")
    return caller
