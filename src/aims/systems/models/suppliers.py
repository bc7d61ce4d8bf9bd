"""Who supplies models, data, services and tools; who answers for what; and what customers expect (A.10)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Person, Record, to_spine

from .register import AI_ROLES, AISystem

CLAUSES = [
    ("change_notice", _("notice of a change of the model")),
    ("incident_notice", _("notice of an incident")),
    ("audit_right", _("right to audit")),
    ("exit", _("exit")),
    ("data_and_ip", _("data and intellectual property")),
    ("deletion", _("deletion")),
    ("sub_suppliers", _("sub-suppliers")),
]
"""What the contract with a supplier of AI is asked to hold; our proposal."""


class Supplier(Record):
    """Somebody outside who supplies AI services, models, data or tools (ISO/IEC 42001, A.10.3)."""

    record_ptr = to_spine()
    gives = models.TextField(_("gives us"), help_text=_("The services, models, data or tools, and for which use."))
    country = models.CharField(_("country or region"), max_length=100, blank=True)
    is_critical = models.BooleanField(
        _("critical"), default=False, help_text=_("A system stops or harms somebody when this supplier fails.")
    )
    requester = models.ForeignKey(
        Person, verbose_name=_("requested by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    supplier_roles = CodesField(
        _("AI roles of the supplier"), codes=AI_ROLES, help_text=_("As ISO/IEC 22989 names them.")
    )
    data_concerned = models.TextField(_("data concerned"), blank=True, help_text=_("What we give, and what they keep."))
    certificates = models.TextField(
        _("certificates and evidence"),
        blank=True,
        help_text=_("Certificates, model cards, test results, with their day."),
    )
    due_diligence = models.TextField(
        _("due diligence"), blank=True, help_text=_("What we asked, what they answered, and what we make of it.")
    )
    clauses = CodesField(_("clauses of the contract"), codes=CLAUSES)
    contract_ends_on = models.DateField(_("contract ends on"), null=True, blank=True)
    exit_plan = models.TextField(
        _("exit plan"), blank=True, help_text=_("How we leave, and how our data come back or are deleted.")
    )
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("On which it was approved."))

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")

    @property
    def is_approved(self) -> bool:
        """Whether it may be used: approved, and neither restricted nor ended since."""
        return self.state in ("approved", "contracted", "active")


class Answers(models.TextChoices):
    """Who answers for a duty."""

    US = "us", _("us")
    THEM = "them", _("them")
    BOTH = "both", _("both")
    NOBODY = "nobody", _("nobody")


def _duty(label: object) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=8, choices=Answers.choices, blank=True)  # type: ignore[arg-type]


class ResponsibilitySplit(Record):
    """Who answers for what between a supplier and us, as agreed (A.10.2)."""

    DUTIES = (
        "training_data",
        "model_testing",
        "testing_in_our_use",
        "change_notice",
        "incident_notice",
        "logs",
        "explanation",
        "deletion",
    )

    supplier = models.ForeignKey(Supplier, verbose_name=_("supplier"), on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(
        AISystem,
        verbose_name=_("AI system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: it holds for every system that uses this supplier."),
    )
    training_data = _duty(_("training data"))
    model_testing = _duty(_("testing the model"))
    testing_in_our_use = _duty(_("testing in our use"))
    change_notice = _duty(_("notice of changes"))
    incident_notice = _duty(_("notice of incidents"))
    logs = _duty(_("logs"))
    explanation = _duty(_("explaining results"))
    deletion = _duty(_("deletion of data"))
    agreed_on = DoneOnField(_("agreed on"), null=True, blank=True)
    holds_until = models.DateField(_("holds until"), null=True, blank=True)

    class Meta:
        verbose_name = _("responsibility split")
        verbose_name_plural = _("responsibility splits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_on=None)
                | models.Q(holds_until=None)
                | models.Q(holds_until__gte=models.F("agreed_on")),
                name="split_ends_after_start",
                violation_error_message=_("It would end before it was agreed: change one of the two days."),
            )
        ]

    @property
    def unassigned(self) -> list[str]:
        """The duties for which nobody answers, or of which nothing is said."""
        return [duty for duty in self.DUTIES if getattr(self, duty) in ("", Answers.NOBODY)]


class ModelChangeNotice(Record):
    """A supplier changed a model or service: they said so, or we found it out (A.10.3)."""

    class Found(models.TextChoices):
        NOTICE = "notice", _("the supplier gave notice")
        SILENT = "silent", _("found by us, without notice")

    supplier = models.ForeignKey(Supplier, verbose_name=_("supplier"), on_delete=models.PROTECT, related_name="+")
    found = models.CharField(_("how we know"), max_length=8, choices=Found.choices)
    what = models.TextField(_("what changed"))
    from_release = models.CharField(_("from version"), max_length=100, blank=True)
    to_release = models.CharField(_("to version"), max_length=100, blank=True)
    read_by = models.ForeignKey(
        Person, verbose_name=_("read by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handling = models.TextField(_("how it was handled"), blank=True)

    class Meta:
        verbose_name = _("model change notice")
        verbose_name_plural = _("model change notices")

    @property
    def is_open(self) -> bool:
        return self.state == "received"


class CustomerExpectation(Record):
    """What customers expect of an AI system that we offer them, and how it is met (A.10.4)."""

    class Trend(models.TextChoices):
        NONE = "none", _("no complaint received")
        FALLING = "falling", _("falling")
        STEADY = "steady", _("steady")
        RISING = "rising", _("rising")

    system = models.ForeignKey(AISystem, verbose_name=_("AI system"), on_delete=models.PROTECT, related_name="+")
    customers = models.CharField(_("which customers"), max_length=300)
    expects = models.TextField(_("what they expect"))
    source = models.TextField(_("source"), blank=True, help_text=_("Where they said so: a contract, a survey, a talk."))
    how_met = models.TextField(_("how it is met"), blank=True)
    complaints_trend = models.CharField(_("trend of complaints"), max_length=8, choices=Trend.choices, blank=True)
    complaints = models.TextField(_("what the complaints say"), blank=True)

    class Meta:
        verbose_name = _("customer expectation")
        verbose_name_plural = _("customer expectations")

    def clean(self) -> None:
        """A trend of complaints comes with what they say."""
        if self.complaints_trend not in ("", self.Trend.NONE) and not self.complaints.strip():
            raise ValidationError({"complaints": _("Say what the complaints are about.")})
