"""The three kinds that say who: units, people, and who holds which role where and since when."""

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.accounts.models import User
from aims.lib.text import folded

from .kinds import Audience, Kind, Section, register
from .models import Assignment, Person, Unit
from .roles import roles
from .workflow import REGISTER, Transition, Words
from .world import World

_RUNS_THE_HOUSE = "create edit retire reinstate"
_SIGN_IN = Transition("set_sign_in", _("Set the way to sign in"), frozenset({"current"}), takes=("user",))


def no_invitation(person: Person, world: World) -> Iterator[Words]:
    """Why `person` cannot be mailed a link to choose a first password by."""
    if not settings.HOME.mail_url:
        said = _(
            "No mail is sent from here: whoever operates this installation runs “aims user add NAME --person %(ref)s”."
        )
        yield said % {"ref": person.ref}
    elif person.sort == Person.Sort.SOFTWARE:
        yield _("A program signs in by a token, not by a password.")
    elif person.user_id is not None:
        yield _("This person can sign in already.")
    elif not person.email:
        yield _("No e-mail address is recorded.")
    elif _has_another(person, world):
        yield _("Somebody else has this e-mail address, or signs in by it.")


def _has_another(person: Person, world: World) -> bool:
    """Whether another person, here or gone, or a way to sign in has the address: it would not tell who comes by it."""
    address = folded(person.email)
    if any(folded(one.email) == address and one.id != person.id for one in world.all(Person)):
        return True
    return bool(User.objects.known_as(person.email))


def _entitle(held: Assignment) -> None:
    """In both languages: the role, and who holds it."""

    def called(language: str) -> str:
        role = roles().get(held.role)
        return f"{role.name(language) if role else held.role} – {held.person.title_in(language)}"[:300]

    held.lang, other = ("zh-hans", "en") if held.person.lang.startswith("zh") else ("en", "zh-hans")
    held.title, held.title_alt = called(held.lang), called(other)


_INVITE = Transition("invite", _("Invite to sign in"), frozenset({"current"}), lacks=no_invitation)

UNIT = register(
    Kind(
        model=Unit,
        prefix="UNI",
        job="today",
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(Section(_("Unit"), ("title", "title_alt", "lang", "code", "parent", "unit", "owner")),),
        columns=("ref", "title", "parent", "owner", "state"),
        filters=("state", "parent"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
PERSON = register(
    Kind(
        model=Person,
        prefix="PER",
        job="today",
        workflow=replace(REGISTER, transitions=(*REGISTER.transitions, _INVITE, _SIGN_IN)),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Person"), ("title", "title_alt", "lang", "sort", "unit", "owner")),
            Section(_("How to reach them"), ("email", "position", "position_alt", "language")),
        ),
        columns=("ref", "title", "position", "unit", "state"),
        labels={"title": pgettext_lazy("person", "name"), "title_alt": _("name in the other language")},
        filters=("state", "unit", "sort"),
        grants={
            "aims_manager": f"{_RUNS_THE_HOUSE} invite",
            "administrator": f"{_RUNS_THE_HOUSE} invite",
            "directory": _RUNS_THE_HOUSE,
        },
    )
)
ASSIGNMENT = register(
    Kind(
        model=Assignment,
        prefix="ASG",
        job="today",
        workflow=REGISTER,
        audience=Audience.PUBLIC,
        sections=(
            Section(
                _("Assignment"), ("title", "person", "role", "unit", "starts_on", "ends_on", "delegated_by", "owner")
            ),
        ),
        columns=("ref", "title", "person", "role", "unit", "starts_on", "ends_on", "state"),
        entitles=_entitle,
        filters=("state", "unit", "role"),
        grants={"aims_manager": _RUNS_THE_HOUSE, "administrator": _RUNS_THE_HOUSE},
    )
)
