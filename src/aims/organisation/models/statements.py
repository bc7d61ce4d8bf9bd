"""The organisation's own statements: what the management system covers, and what it stands for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record, to_spine


class Availability(models.TextChoices):
    """Who can get a document."""

    INTERNAL = "internal", _("everybody inside")
    ON_REQUEST = "on_request", _("interested parties, on request")
    PUBLIC = "public", _("everybody, published")


class ScopeStatement(Record):
    """What the AI management system covers and what it leaves out (ISO/IEC 42001, 4.3)."""

    text = models.TextField(_("what is in scope"), help_text=_("Units, sites, activities and AI systems."))
    text_alt = models.TextField(_("what is in scope, in the other language"), blank=True)
    left_out = models.TextField(_("what is left out, and why"), blank=True)
    basis = models.TextField(
        _("what it is based on"),
        blank=True,
        help_text=_("The issues and the requirements of interested parties weighed."),
    )
    governed = models.TextField(
        _("activities governed"),
        blank=True,
        help_text=_("Which activities the clauses, objectives and controls apply to."),
    )
    availability = models.CharField(_("available to"), max_length=12, choices=Availability.choices, blank=True)
    availability_how = models.TextField(
        _("how they get it, or why they do not"), blank=True, help_text=_("Where it can be read or asked for.")
    )

    class Meta:
        verbose_name = _("scope statement")
        verbose_name_plural = _("scope statements")


class Policy(Record):
    """The AI policy, or another controlled document that stands beside it (ISO/IEC 42001, 5.2, A.2.2)."""

    class Topic(models.TextChoices):
        AI = "ai", _("AI policy")
        ACCEPTABLE_USE = "acceptable_use", _("acceptable use of AI tools")
        MESSAGE = "message", _("message from top management")
        OTHER = "other", _("another policy")

    record_ptr = to_spine()
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices, default=Topic.AI)
    text = models.TextField(_("text"))
    text_alt = models.TextField(_("text in the other language"), blank=True)
    purpose = models.TextField(
        _("why it suits the organisation"), blank=True, help_text=_("How it follows from what the organisation is for.")
    )
    objectives_frame = models.TextField(_("how objectives follow from it"), blank=True)
    commitment_requirements = models.TextField(
        _("commitment to meet requirements"), blank=True, help_text=_("The sentence of the text that says so.")
    )
    commitment_improvement = models.TextField(
        _("commitment to continual improvement"), blank=True, help_text=_("The sentence of the text that says so.")
    )
    other_policies = models.TextField(_("other policies it leans on or touches"), blank=True)
    availability = models.CharField(_("available to"), max_length=12, choices=Availability.choices, blank=True)
    availability_how = models.TextField(
        _("how they get it, or why they do not"), blank=True, help_text=_("Where it can be read or asked for.")
    )
    approvals_needed = models.PositiveSmallIntegerField(
        _("people who must agree"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Those before the last endorse it; the last approves. A lower number counts once it is approved."),
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
