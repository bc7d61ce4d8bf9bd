"""That policies are read and roles accepted, what is excepted, who answers for what (5.1 to 5.3, A.2, A.3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Assignment, Person, Record
from aims.kernel.roles import role_name, roles
from aims.kernel.workflow import Words
from aims.lib.clock import months_after

from .statements import Policy

LONGEST_EXCEPTION = 12
"""Months after which an exception is no exception any more, and has to be decided anew."""
ROLES = [(role, role_name(role)) for role in roles()]


def known_roles() -> list[tuple[str, Words]]:
    """Asked for when needed: what is in the list of roles is no column's business."""
    return [*ROLES]


class Acknowledgement(Record):
    """That its author has read a document, in the version that was in force when they said so (5.2, 7.3)."""

    document = models.ForeignKey(Policy, verbose_name=_("document"), on_delete=models.PROTECT, related_name="+")
    read_edition = models.PositiveIntegerField(
        _("version read"), null=True, blank=True, help_text=_("Empty: the version that is in force.")
    )
    read_version = models.PositiveIntegerField(default=0, editable=False)
    """The change that put that version in force; 0 where nothing was in force, and then it counts for nothing."""

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")


class RoleAcceptance(Record):
    """That its author knows of a role given to them and accepts it (5.3, A.3.2)."""

    held = models.ForeignKey(Assignment, verbose_name=_("assignment"), on_delete=models.PROTECT, related_name="+")
    needs = models.TextField(
        _("what I still need for it"), blank=True, help_text=_("Authority, time, money or knowledge that is missing.")
    )

    class Meta:
        verbose_name = _("acceptance of a role")
        verbose_name_plural = _("acceptances of roles")


class PolicyException(Record):
    """A rule of a policy that does not hold for something, for a time, and what compensates for it (A.2.2)."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.PROTECT, related_name="+")
    rule = models.TextField(_("rule that is excepted from"), blank=True, help_text=_("The sentence of the policy."))
    why = models.TextField(_("why it is needed"))
    compensation = models.TextField(_("what compensates"))
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("until"), help_text=_("At most a year; after that it is decided anew."))

    class Meta:
        verbose_name = _("policy exception")
        verbose_name_plural = _("policy exceptions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_on")),
                name="exception_ends_after_start",
                violation_error_message=_("The exception would end before it begins: change one of the two days."),
            )
        ]

    def clean(self) -> None:
        """It ends within a year."""
        if self.until > months_after(self.starts_on, LONGEST_EXCEPTION):
            raise ValidationError({"until": _("An exception lasts a year at most: choose an earlier day.")})


class PolicyAlignment(Record):
    """Another policy of the organisation, compared with the AI policy: is it touched, do the two differ (A.2.3)?"""

    class Domain(models.TextChoices):
        SECURITY = "security", _("information security")
        PRIVACY = "privacy", _("privacy")
        QUALITY = "quality", _("quality")
        SAFETY = "safety", _("safety")
        PERSONNEL = "personnel", _("personnel")
        PURCHASING = "purchasing", _("purchasing")
        ETHICS = "ethics", _("ethics and conduct")
        OTHER = "other", _("another domain")

    class Touched(models.TextChoices):
        YES = "yes", _("touched")
        NO = "no", _("not touched")

    domain = models.CharField(_("domain"), max_length=12, choices=Domain.choices)
    policy_edition = models.CharField(
        _("edition"), max_length=100, blank=True, help_text=_("Its number or day, and where it can be read.")
    )
    touched = models.CharField(_("touched by AI"), max_length=4, choices=Touched.choices, blank=True)
    how = models.TextField(_("what follows from it"), blank=True, help_text=_("Or why it is not touched."))
    conflict = models.TextField(
        _("open conflict"), blank=True, help_text=_("Where the two differ; empty once that is settled.")
    )
    settle_by = models.DateField(_("to be settled by"), null=True, blank=True)

    class Meta:
        verbose_name = _("policy compared")
        verbose_name_plural = _("policies compared")


class Responsibility(Record):
    """An activity or a decision, who answers for it, and how far their authority goes (5.3, A.3.2)."""

    requirement = models.CharField(_("requirement"), max_length=80, blank=True)
    role = models.CharField(
        _("accountable role"),
        max_length=40,
        blank=True,
        choices=known_roles,
        help_text=_("Where it is empty, the owner answers for it."),
    )
    responsible = CodesField(_("responsible"), codes=ROLES, help_text=_("Who does it."))
    consulted = CodesField(_("consulted"), codes=ROLES, help_text=_("Who is asked before."))
    informed = CodesField(_("informed"), codes=ROLES, help_text=_("Who is told after."))
    authority = models.TextField(_("authority and its limits"), blank=True)
    authority_alt = models.TextField(_("authority and its limits, in the other language"), blank=True)
    sponsor = models.ForeignKey(
        Person,
        verbose_name=_("sponsor in top management"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
