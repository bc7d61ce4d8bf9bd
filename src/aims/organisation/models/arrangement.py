"""How a small organisation lets one person do what is otherwise kept apart, and for how long (SOD-17; 5.3, 8.1)."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Person, Record
from aims.kernel.roles import waivable
from aims.lib.clock import months_after

EMERGENCY = dt.timedelta(days=30)
"""The longest that a waiver in an emergency lasts (SOD-17)."""


class Arrangement(Record):
    """A separation of duties waived for one person: for a year at most, or in an emergency for one record.

    Auditing one's own work, rating one's own competence and deciding by software are never waived. The owner is who
    looks back at what was done under it, and is another person.
    """

    class Sort(models.TextChoices):
        YEARLY = "yearly", _("small organisation, for a year at most")
        EMERGENCY = "emergency", _("emergency, for thirty days at most and one record")

    sort = models.CharField(_("sort"), max_length=12, choices=Sort.choices, default=Sort.YEARLY)
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who may do what is otherwise kept apart."),
    )
    rules = CodesField(_("rules waived"), codes=waivable(), blank=False)
    why = models.TextField(_("why it is needed"))
    compensation = models.TextField(
        _("what makes up for it"), help_text=_("As: a person from outside looks at every approval each quarter.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    looked_back_on = DoneOnField(_("looked back on"), null=True, blank=True)
    look_back = models.TextField(_("what looking back found"), blank=True)

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="arrangement_ends_after_start",
                violation_error_message=_("The arrangement would end before it starts: change one of the two days."),
            )
        ]

    def clean(self) -> None:
        """Not longer than its sort allows."""
        latest = self.starts_on + EMERGENCY if self.sort == self.Sort.EMERGENCY else months_after(self.starts_on, 12)
        if self.ends_on > latest:
            raise ValidationError({"ends_on": _("Of this sort it ends by %(day)s at the latest.") % {"day": latest}})

    def is_about(self, record: UUID) -> bool:
        """An emergency concerns the records it names; a small organisation combines duties everywhere."""
        if self.sort == self.Sort.YEARLY:
            return True
        return any(link.target == record for link in self.links if link.relation == "about")
