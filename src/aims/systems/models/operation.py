"""How a system goes live, how it is run, what is told of it, and how it ends (A.6.2.5 to A.6.2.8)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import DoneOnField, RowColumn, RowsField
from aims.kernel.models import Person, Record

from .development import LIMITS
from .register import to_release, to_system

STEPS = (
    RowColumn("what", _("what")),
    RowColumn("done", _("done"), (("yes", _("yes")), ("no", _("no")))),
    RowColumn("evidence", _("evidence"), required=False),
)
FULFILLED = "fulfilled"


class Planned(Record):
    """A plan with steps that are reported as fulfilled one day, all of them and each with its evidence."""

    steps = RowsField(
        _("conditions and steps"),
        columns=STEPS,
        help_text=_("One a line: what | yes or no | evidence, such as VER-0001."),
    )

    class Meta:
        abstract = True

    def wrong(self) -> dict[str, object]:
        """What keeps the plan from being fulfilled, by field; its row still holds the steps as they were approved."""
        rows = self.steps
        approved = type(self).objects.filter(pk=self.pk).values_list("steps", flat=True).first()
        if approved is not None and [row["what"] for row in rows] != [row["what"] for row in approved]:
            return {
                "steps": _("The steps stay as they were approved: say only whether each is done, and its evidence.")
            }
        if not rows or any(row["done"] != "yes" or not row["evidence"] for row in rows):
            return {"steps": _("Each step is done and has its evidence before the plan is fulfilled.")}
        return {}

    def clean(self) -> None:
        if self.state == FULFILLED and (wrong := self.wrong()):
            raise ValidationError(wrong)


class DeploymentPlan(Planned):
    """On which conditions a version goes live, how it is taken back, and who is told (A.6.2.5)."""

    class Trial(models.TextChoices):
        WORKED = "worked", _("it worked")
        FAILED = "failed", _("it did not work")

    system = to_system()
    release = to_release()
    rollback = models.TextField(_("how it is rolled back"), blank=True)
    rollback_tried_on = DoneOnField(_("rollback tried on"), null=True, blank=True)
    rollback_trial = models.CharField(_("outcome of the trial"), max_length=8, choices=Trial.choices, blank=True)
    users_told = models.TextField(_("how users are told"), blank=True)
    planned_for = models.DateField(_("planned for"), null=True, blank=True)

    class Meta:
        verbose_name = _("deployment plan")
        verbose_name_plural = _("deployment plans")

    def wrong(self) -> dict[str, object]:
        """Beside the conditions, a rollback that was tried and worked."""
        found = super().wrong()
        if self.rollback_trial != self.Trial.WORKED or self.rollback_tried_on is None:
            found["rollback_trial"] = _("Try the rollback first, and say when and that it worked.")
        return found


class OperationPlan(Record):
    """What is watched while a system runs, who looks after it, and what its event log holds (A.6.2.6, A.6.2.8)."""

    system = to_system()
    watched = RowsField(
        _("what is watched"), columns=LIMITS, help_text=_("One a line: measure | >= or <= | limit | group.")
    )
    interval_days = models.PositiveSmallIntegerField(
        _("looked at every, in days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    watcher = models.ForeignKey(
        Person, verbose_name=_("who looks"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    repair = models.TextField(_("repair"), blank=True, help_text=_("What is done when a limit is passed, how fast."))
    support = models.TextField(_("support"), blank=True, help_text=_("Whom users turn to, and when."))
    updates = models.TextField(_("updates"), blank=True, help_text=_("How a new version comes in."))
    log_fields = models.TextField(_("event log: what it holds"), blank=True)
    log_months = models.PositiveSmallIntegerField(
        _("event log: kept for, in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    log_readers = models.TextField(_("event log: who may read it"), blank=True)

    class Meta:
        verbose_name = _("operation plan")
        verbose_name_plural = _("operation plans")


class TechnicalDocument(Record):
    """What one audience is told of a version of a system, and how it reaches them (A.6.2.7)."""

    class For(models.TextChoices):
        USERS = "users", _("users")
        PARTNERS = "partners", _("partners and customers")
        AUTHORITIES = "authorities", _("authorities")
        AFFECTED = "affected", _("people affected")

    system = to_system()
    release = to_release()
    audience = models.CharField(_("for"), max_length=12, choices=For.choices)
    text = models.TextField(_("text"), blank=True, help_text=_("Or attach the document."))
    text_alt = models.TextField(_("text, in the other language"), blank=True)
    delivery = models.TextField(_("how it reaches them"), blank=True)

    class Meta:
        verbose_name = _("technical document")
        verbose_name_plural = _("technical documents")


class ExplanationPlan(Record):
    """To whom which outcome is explained and how, and whether real readers understood (A.6.2.7, A.8.2)."""

    system = to_system()
    audience = models.CharField(_("to whom"), max_length=300)
    explained = models.TextField(_("what is explained"))
    means = models.TextField(_("how"), blank=True)
    wanted_percent = models.PositiveSmallIntegerField(
        _("readers who must understand it, in percent"), default=80, validators=[MaxValueValidator(100)]
    )
    tried_on = DoneOnField(_("tried on"), null=True, blank=True)
    readers = models.PositiveIntegerField(_("readers it was tried with"), default=0)
    understood = models.PositiveIntegerField(_("of them understood it"), default=0)

    class Meta:
        verbose_name = _("explanation plan")
        verbose_name_plural = _("explanation plans")

    def clean(self) -> None:
        """No more can have understood than read."""
        if self.understood > self.readers:
            raise ValidationError({"understood": _("No more people can have understood it than it was tried with.")})


class RetirementPlan(Planned):
    """How a system ends: who is told, what becomes of data and model, and what depended on it (A.6.2.6)."""

    system = to_system()
    users_told = models.TextField(_("how users are told"), blank=True)
    data_disposal = models.TextField(_("what becomes of the data"), blank=True)
    model_disposal = models.TextField(_("what becomes of the model"), blank=True)
    dependants = models.TextField(_("what depended on it"), blank=True)

    class Meta:
        verbose_name = _("retirement plan")
        verbose_name_plural = _("retirement plans")
