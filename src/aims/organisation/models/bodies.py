"""Bodies that decide, their meetings, and what they resolved (5.1, 5.3, 9.3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Link, Person, Record, to_spine


class DecisionBody(Record):
    """A group that decides together: who is in it, who chairs it, and how many must be present (5.3)."""

    remit = models.TextField(_("what it decides"))
    remit_alt = models.TextField(_("what it decides, in the other language"), blank=True)
    chair = models.ForeignKey(Person, verbose_name=_("chair"), on_delete=models.PROTECT, related_name="+")
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), default=0, help_text=_("How many members must be present; 0 where there is no rule.")
    )

    class Meta:
        verbose_name = _("decision body")
        verbose_name_plural = _("decision bodies")


class Meeting(Record):
    """A meeting of a body: who was there, what was on the agenda, what was said. `happened_on` is its day."""

    record_ptr = to_spine()
    body = models.ForeignKey(DecisionBody, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+")
    agenda = models.TextField(_("agenda"))
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_alt = models.TextField(_("minutes, in the other language"), blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def members_present(self) -> int:
        """How many of the body's members are linked as present."""
        members = Link.objects.filter(source=self.body_id, relation="member").values("target")
        return Link.objects.filter(source=self.pk, relation="present", target__in=members).count()


class Resolution(Record):
    """What a meeting decided, why, by how many votes, and who does it by when (5.1, 9.3.3)."""

    class Subject(models.TextChoices):
        RESOURCES = "resources", _("resources")
        IMPROVEMENT = "improvement", _("improvement")
        POLICY = "policy", _("policy and objectives")
        RISK = "risk", _("risk and impact")
        OTHER = "other", _("another subject")

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=12, choices=Subject.choices)
    text = models.TextField(_("what was resolved"))
    text_alt = models.TextField(_("what was resolved, in the other language"), blank=True)
    reasons = models.TextField(_("reasons"))
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    dissent = models.TextField(_("dissent"), blank=True, help_text=_("What those who voted against want on record."))
    due = models.DateField(_("to be done by"), null=True, blank=True)
    outcome = models.TextField(_("what was done"), blank=True)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")

    def clean(self) -> None:
        """A new one was adopted, by a meeting that could decide."""
        if not self._state.adding:
            return
        present, quorum = self.meeting.members_present(), self.meeting.body.quorum
        if present < quorum:
            words = {"present": present, "quorum": quorum, "ref": self.meeting.ref}
            raise ValidationError(
                {
                    "meeting": _(
                        "%(ref)s could not decide: %(present)s members were present, the quorum is %(quorum)s."
                    )
                    % words
                }
            )
        if self.votes_for is not None and self.votes_for <= (self.votes_against or 0):
            raise ValidationError({"votes_for": _("With these votes it was not adopted.")})
