"""What people oversee of one AI system, who does, in which time, and what happens when nobody does (A.9.2 to A.9.4)."""

from typing import Any

from aims_sdk.conditions import Condition, read
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField, RowColumn, RowsField
from aims.kernel.models import Record, to_spine
from aims.kernel.roles import role_name, roles
from aims.organisation.fields import RoleField
from aims.organisation.models.competence import Level
from aims.oversight.fields import ConditionField
from aims.systems.models.register import to_system

ESCALATION = (
    RowColumn("after", _("after so many minutes"), is_number=True),
    RowColumn("role", _("to the role"), [(role, role_name(role)) for role in roles()]),
)
MOST_MINUTES = 60 * 24 * 90


def _share(label: Any, **given: Any) -> "models.FloatField[float | None, float | None]":
    limits = [MinValueValidator(0.0), MaxValueValidator(1.0)]
    return models.FloatField(label, null=True, blank=True, validators=limits, **given)


class OversightPlan(Record):
    """Which decisions of a system wait for a person, and how oversight is measured."""

    class Mode(models.TextChoices):
        IN_THE_LOOP = "in_the_loop", _("human in the loop: what is held waits for a person")
        ON_THE_LOOP = "on_the_loop", _("human on the loop: people watch and step in")
        IN_COMMAND = "in_command", _("human in command: people decide, the system helps")

    class Way(models.TextChoices):
        GATE = "gate", _("a gate in the program that decides")
        BY_HAND = "by_hand", _("a review of samples, without a gate")

    class Late(models.TextChoices):
        HOLD = "hold", _("it stays held")
        REFUSE = "refuse", _("it is refused")
        HAND_OVER = "hand_over", _("a person takes it over from the system")

    class Away(models.TextChoices):
        CLOSED = "fail_closed", _("what must be seen waits or is refused")
        OPEN = "fail_open", _("it passes, and is reviewed afterwards")

    class Held(models.TextChoices):
        WAIT = "wait", _("the program waits for the ruling")
        PENDING = "pending", _("the program gets a slip and asks later")
        RAISE = "raise", _("the program gets an error")

    record_ptr = to_spine()
    system = to_system()
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.IN_THE_LOOP)
    way = models.CharField(_("how"), max_length=8, choices=Way.choices, default=Way.GATE)
    hold_when = ConditionField(
        _("held when"),
        help_text=_(
            "One rule a line, such as: score >= 0.42 and score < 0.58. Fields: output, score, version, inputs.NAME …; "
            "signs: = != < <= > >= in, contains, is known, first 200 of VERSION, random 0.02."
        ),
    )
    when_held = models.CharField(
        _("what the program gets meanwhile"), max_length=8, choices=Held.choices, default=Held.WAIT
    )
    reviewer_role = RoleField(_("role of the reviewers"), default="human_overseer")
    reviewer_level = models.CharField(
        _("level of competence wanted"), max_length=1, choices=Level.choices, default=Level.INDEPENDENT
    )
    hides_answer = models.BooleanField(
        _("the answer of the system is hidden until the reviewer has ruled"), default=False
    )
    four_eyes = ConditionField(_("two reviewers when"), help_text=_("Written as above; empty for never."))
    minutes = models.PositiveIntegerField(
        _("ruled within, in minutes"), default=480, validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    undo_seconds = models.PositiveSmallIntegerField(
        _("a ruling can be undone for, in seconds"), default=60, validators=[MaxValueValidator(3600)]
    )
    escalation = RowsField(
        _("escalation"),
        columns=ESCALATION,
        help_text=_("One a line: after so many minutes | to the role that is asked then."),
    )
    when_late = models.CharField(_("when nobody rules"), max_length=12, choices=Late.choices, default=Late.HOLD)
    when_away = models.CharField(_("when the server is away"), max_length=12, choices=Away.choices, default=Away.CLOSED)
    stoppers = CodesField(_("who may stop the system"), codes=[(role, role_name(role)) for role in roles()])
    people_told = models.TextField(_("how the people affected are told"), blank=True)
    people_heard = models.TextField(_("how they ask, contest and reach a person"), blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("they are answered within, in days"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    seeded_caught = _share(_("seeded wrong cases caught, at the least"))
    unedited_most = _share(_("accepted without a change, at the most"))
    seconds_least = models.PositiveIntegerField(
        _("seconds on a case at the median, at the least"), null=True, blank=True
    )
    backlog_most = models.PositiveIntegerField(_("cases that wait, at the most"), null=True, blank=True)
    measuring_told_on = DoneOnField(
        _("reviewers told of the measuring on"),
        null=True,
        blank=True,
        help_text=_("They are informed and heard before anything is measured of them."),
    )
    tried_from = models.DateField(_("tried on history from"), null=True, blank=True)
    tried_until = models.DateField(_("tried on history until"), null=True, blank=True)
    tried_decisions = models.PositiveBigIntegerField(_("decisions of history"), null=True, blank=True)
    would_hold = models.PositiveBigIntegerField(_("of them it would have held"), null=True, blank=True)
    would_unsaid = models.PositiveBigIntegerField(_("of these because it could not be said"), null=True, blank=True)

    class Meta:
        verbose_name = _("oversight plan")
        verbose_name_plural = _("oversight plans")

    @property
    def condition(self) -> Condition | None:
        """What is held; None where nothing is."""
        return read(self.hold_when) if self.hold_when else None

    def clean(self) -> None:
        """Escalation goes on from step to step, none of it before the time that a ruling has."""
        wrong: dict[str, Any] = {}
        after = [row["after"] for row in self.escalation]
        if after != sorted(set(after)) or any(step < self.minutes for step in after):
            wrong["escalation"] = _("Each step is later than the one before, and none before the time for a ruling.")
        if self.hold_when and self.way == self.Way.BY_HAND:
            wrong["hold_when"] = _("Without a gate nothing is held: say in the plan what is sampled instead.")
        if wrong:
            raise ValidationError(wrong)
