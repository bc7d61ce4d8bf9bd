"""What people affected ask or contest, and the clock of the answer (A.3.3, A.8.3, A.9.3).

The record is kept in a log that never forgets. So who the person is, how to reach them and what they wrote stand in
plain tables of their own, by the id of the record, and can be erased: no search, export or event ever holds them.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.fields import DoneOnField
from aims.kernel.models import WRITTEN_IN, Person, Record, to_spine
from aims.lib.ids import uuid7
from aims.systems.models.register import to_system

ANSWER_DAYS = 14
ANSWERED = frozenset({"answered", "closed"})


def _who(label: Any) -> "models.ForeignKey[Person | None, Person | None]":
    return models.ForeignKey(
        Person, verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Contest(Record):
    """One person affected asks, contests or wants to reach a person; somebody who did not rule first answers."""

    class Sort(models.TextChoices):
        CONTEST = "contest", _("contests a decision")
        QUESTION = "question", _("asks a question")
        PERSON = "person", _("wants to reach a person")
        COMPLAINT = "complaint", _("complains")

    class Channel(models.TextChoices):
        PAGE = "page", _("web page")
        POST = "post", _("post")
        TELEPHONE = "telephone", _("telephone")
        COUNTER = "counter", _("counter")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("they are right: the decision is taken back")
        CHANGED = "changed", _("the decision is changed in part")
        NOT_CHANGED = "not_changed", _("the decision stays")
        TOLD = "told", _("the question is answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("contest", "withdrawn by who sent it")

    record_ptr = to_spine()
    system = to_system()
    sort = models.CharField(_("what they want"), max_length=12, choices=Sort.choices, default=Sort.CONTEST)
    channel = models.CharField(_("came by"), max_length=12, choices=Channel.choices, default=Channel.POST)
    received_on = DoneOnField(
        _("received on"), help_text=_("The day it reached the organisation, however it came: the clock starts then.")
    )
    by_representative = models.BooleanField(_("sent by a representative"), default=False)
    decision_on = DoneOnField(_("day of the decision"), null=True, blank=True)
    decision_key = models.CharField(
        _("key of the decision"), max_length=100, blank=True, help_text=_("As it was recorded, where it was.")
    )
    asked = models.TextField(
        _("what is asked"),
        blank=True,
        help_text=_("In their words, without names or addresses: those stand apart, where they can be erased."),
    )
    writes_in = models.CharField(_("language they write in"), max_length=8, choices=WRITTEN_IN, default="en")
    identity_how = models.CharField(
        _("identity proved by"), max_length=300, blank=True, help_text=_("The sort of proof, without its number.")
    )
    identity_on = DoneOnField(_("identity proved on"), null=True, blank=True)
    identity_by = _who(_("identity checked by"))
    first_ruling_by = _who(_("first ruling by"))
    answer_days = models.PositiveSmallIntegerField(
        _("answered within, in days"),
        default=ANSWER_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    answer_due = models.DateField(_("answer due"), null=True, blank=True)
    papers_asked = models.TextField(_("papers asked for"), blank=True)
    papers_due = models.DateField(_("papers wanted by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(
        _("answer in plain language"),
        blank=True,
        help_text=_("What was wrong or right, and why; without the name of the person."),
    )
    answered_on = DoneOnField(_("answered on"), null=True, blank=True, help_text=_("Empty for today."))
    appealed_on = DoneOnField(_("appealed on"), null=True, blank=True, help_text=_("The clock starts anew then."))
    similar_looked_on = DoneOnField(_("similar cases looked for on"), null=True, blank=True)
    similar_found = models.PositiveIntegerField(_("similar cases found"), null=True, blank=True)
    similar_done = models.TextField(_("what was done for them"), blank=True)

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")

    @property
    def has_changed(self) -> bool:
        """Whether the decision did not stay as it was."""
        return self.outcome in (self.Outcome.UPHELD, self.Outcome.CHANGED)

    @property
    def began_on(self) -> dt.date:
        """The day on which the clock started last."""
        day: dt.date = self.appealed_on or self.received_on
        return day

    def clean(self) -> None:
        """The day of the answer follows from the day of receipt; each state has what it rests on."""
        self.answer_due = self.began_on + dt.timedelta(days=self.answer_days)
        wrong = self._lacking() | self._out_of_order()
        if wrong:
            raise ValidationError(wrong)

    def _lacking(self) -> dict[str, object]:
        needed: dict[str, object] = {}
        if self.state == "identified" or self.identity_on:
            needed |= dict.fromkeys(("identity_how", "identity_on", "identity_by_id"), _("Say how, when and by whom."))
        if self.state == "waiting":
            needed |= dict.fromkeys(("papers_asked", "papers_due"), _("Say which papers, and by when."))
        if self.state == "answered":
            needed |= dict.fromkeys(("outcome", "answer", "answered_on"), _("An answer says this."))
        if self.similar_found:
            needed["similar_done"] = _("Say what was done for those who were found.")
        return {name.removesuffix("_id"): why for name, why in needed.items() if not getattr(self, name)}

    def _out_of_order(self) -> dict[str, object]:
        if self.decision_on and self.decision_on > self.received_on:
            return {"decision_on": _("They cannot contest it before it was decided.")}
        if self.state == "answered" and self.answered_on and self.answered_on < self.began_on:
            return {"answered_on": _("It was not received yet on that day.")}
        return {}


class ContestPerson(models.Model):
    """Who asks and how to reach them, and the hash of the code that opens their page. Erasable, never in the log."""

    contest = models.UUIDField(primary_key=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    representative = models.CharField(_("name of the representative"), max_length=200, blank=True)
    address = models.TextField(_("address"), max_length=1_000, blank=True)
    reach = models.CharField(_("telephone or e-mail"), max_length=300, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)


class ContestWords(models.Model):
    """What they wrote on the web page, as they wrote it. Erasable, never in the log."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    contest = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    text = models.TextField()
