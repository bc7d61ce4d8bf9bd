"""Documents from outside, how long records are kept, and that access and backups were tried (7.5)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import DoneOnField
from aims.kernel.models import Person, Record
from aims.lib.clock import months_after
from aims.organisation.days import today

EVERYTHING = "*"


class ExternalDocument(Record):
    """A document from outside that the management system needs, in the edition that is used (ISO/IEC 42001, 7.5.3)."""

    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    edition_used = models.CharField(_("edition"), max_length=120, blank=True)
    issued_on = DoneOnField(_("issued on"), null=True, blank=True)
    kept_where = models.TextField(_("where it is kept"), blank=True)
    needed_by_whom = models.TextField(_("who needs it"), blank=True)

    class Meta:
        verbose_name = _("external document")
        verbose_name_plural = _("external documents")


class RetentionRule(Record):
    """How long records of some kinds are kept, why, and what becomes of them then (7.5.3)."""

    prefixes = models.CharField(
        _("kinds of records"),
        max_length=300,
        help_text=_("The beginnings of their refs, parted by spaces; “*” for all the rest."),
    )
    years = models.PositiveIntegerField(
        _("kept for, in years"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    why = models.TextField(_("why so long"))
    disposal_how = models.TextField(_("how they are disposed of"))

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")

    @property
    def covered(self) -> frozenset[str]:
        return frozenset(self.prefixes.split())


class Disposal(Record):
    """That records were disposed of under a rule, before a witness (7.5.3)."""

    rule = models.ForeignKey(RetentionRule, verbose_name=_("rule"), on_delete=models.PROTECT, related_name="+")
    what = models.TextField(_("what was disposed of"))
    youngest_on = DoneOnField(_("day of the youngest record among them"))
    early_why = models.TextField(
        _("why before its time"), blank=True, help_text=_("Only where a law or a person's right asked for it.")
    )
    method = models.TextField(_("how"))
    witness = models.ForeignKey(Person, verbose_name=_("witnessed by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("disposal")
        verbose_name_plural = _("disposals")

    def clean(self) -> None:
        """Before its time only with a reason; the witness is another person than who records it."""
        kept_until = months_after(self.youngest_on, 12 * self.rule.years)
        gone_on = self.happened_on or today()
        if gone_on < kept_until and not self.early_why.strip():
            words = _("%(ref)s keeps them until %(date)s: say why they went before.")
            raise ValidationError({"early_why": words % {"ref": self.rule.ref, "date": kept_until}})
        if self.witness_id == self.author_id:
            raise ValidationError({"witness": _("Another person than who records it is the witness.")})


class AccessReview(Record):
    """That somebody looked at who may open what, and tried it (7.5.3)."""

    class Result(models.TextChoices):
        AS_NEEDED = "as_needed", _("everybody has what their work needs, and no more")
        CHANGED = "changed", _("access was changed so that it is so")
        OPEN = "open", _("something is still to be changed")

    scope = models.TextField(_("what was looked at"))
    accounts = models.PositiveIntegerField(_("accounts looked at"))
    changes = models.TextField(_("changes made"), blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    tried = models.PositiveIntegerField(
        _("attempts by somebody without the right"), default=0, help_text=_("To open or to change what is not theirs.")
    )
    refused = models.PositiveIntegerField(_("of these refused"), default=0)
    sought = models.PositiveIntegerField(
        _("documents that users were asked to find"), default=0, help_text=_("By the people who need them, timed.")
    )
    found_in_time = models.PositiveIntegerField(_("of these found within the limit"), default=0)

    class Meta:
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refused__lte=models.F("tried")) & models.Q(found_in_time__lte=models.F("sought")),
                name="access_review_parts_within_wholes",
                violation_error_message=_("No more can be refused than were tried, nor found than were sought."),
            )
        ]


class RestoreTest(Record):
    """That a backup was restored elsewhere and compared (7.5.3)."""

    class Result(models.TextChoices):
        IDENTICAL = "identical", _("every record and file came back unchanged")
        DIFFERENT = "different", _("something was missing or changed")

    backup_on = DoneOnField(_("backup of"))
    restored_where = models.TextField(_("restored where"))
    compared = models.TextField(
        _("what was compared"), help_text=_("Records, files by their digests, the log from its first entry.")
    )
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    minutes = models.PositiveIntegerField(_("minutes it took"))

    class Meta:
        verbose_name = _("restore test")
        verbose_name_plural = _("restore tests")
