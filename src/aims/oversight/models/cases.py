"""A decision that waits for a person (A.9.2, A.9.3, A.6.2.6): the case, and apart from it what was decided."""

from typing import Any

from aims_sdk.conditions import AnyOf, Condition, read
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Person, Record, to_spine
from aims.kernel.roles import role_name, roles
from aims.lib.ids import uuid7
from aims.systems.models.register import to_system

from .plans import OversightPlan


def _to_person(label: Any) -> "models.ForeignKey[Person | None, Person | None]":
    return models.ForeignKey(
        Person, verbose_name=label, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )


class ReviewCase(Record):
    """A held decision on its way to a ruling. Its owner is whoever reviews it now."""

    class Ruling(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed: as the system says")
        CHANGED = "changed", _("changed: something else is released")
        REJECTED = "rejected", _("rejected: nothing is released")

    record_ptr = to_spine()
    system = to_system()
    plan = models.ForeignKey(
        OversightPlan, verbose_name=_("oversight plan"), on_delete=models.PROTECT, related_name="+"
    )
    plan_edition = models.PositiveIntegerField(_("version of the plan"))
    key = models.CharField(_("key of the decision"), max_length=100)
    digest = models.CharField(_("SHA-256 of what was decided"), max_length=64)
    asked_by = _to_person(_("whose decision it is"))
    needs_two = models.BooleanField(_("two reviewers"), default=False)
    due_at = models.DateTimeField(_("ruled by"))
    waits_by = models.DateTimeField(_("waits, ruled by"), null=True, blank=True)
    """As `due_at` while nobody has ruled, else nothing: what the queue is ordered by."""
    asked_role = models.CharField(
        _("escalated to"), max_length=40, blank=True, choices=[(role, role_name(role)) for role in roles()]
    )
    step = models.PositiveSmallIntegerField(_("steps of escalation"), default=0)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    question = models.TextField(_("question of the reviewer"), blank=True)
    given = models.TextField(_("what was answered"), blank=True)
    first_by = _to_person(_("first reviewer"))
    first_ruling = models.CharField(_("first ruling"), max_length=9, blank=True, choices=Ruling.choices)
    ruling = models.CharField(_("ruling"), max_length=9, blank=True, choices=Ruling.choices)
    ruled_by = _to_person(_("ruled by"))
    ruled_at = models.DateTimeField(_("ruled at"), null=True, blank=True)
    why = models.TextField(_("reason of the ruling"), blank=True, help_text=_("The person concerned may read it."))
    seconds = models.PositiveIntegerField(_("seconds on the case"), null=True, blank=True)
    release_at = models.DateTimeField(_("can be undone until"), null=True, blank=True)

    class Meta:
        verbose_name = _("review case")
        verbose_name_plural = _("review cases")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "key"],
                name="case_of_a_decision",
                violation_error_message=_("There is a case for this decision already."),
            ),
        ]
        indexes = [
            models.Index(fields=["waits_by"], condition=Q(waits_by__isnull=False), name="case_waits"),
            models.Index(fields=["release_at"], condition=Q(release_at__isnull=False), name="case_releases"),
        ]


class CaseContent(models.Model):
    """What a case is about: erased when the person concerned is, while the case keeps the digest."""

    case = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.UUIDField()
    subject = models.CharField(max_length=1_000, blank=True, db_index=True)
    decision = models.JSONField()
    """As `aims_sdk.decisions.Decision`, without what the recording plan leaves out."""
    rules = models.JSONField(default=list)
    """The conditions that held it, as trees; empty where it could not be said of any."""
    route = models.CharField(max_length=200, blank=True)
    released = models.JSONField(null=True)
    """What the reviewer put in the place of the output."""
    is_seeded = models.BooleanField(default=False)
    """Known to be wrong and made to see whether that is noticed: it is never released, and nobody is told before."""
    original = models.UUIDField(null=True, editable=False)
    """Of a seeded one: the case that it repeats."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_seeded=False) | Q(released__isnull=True), name="seeded_is_never_released"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def held_because(self) -> Condition | None:
        """The rules that held it as one condition; None where it could not be said."""
        return AnyOf(tuple(map(read, self.rules))) if self.rules else None
