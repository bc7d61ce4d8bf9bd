"""The record of what a law asks of one AI system: answers with reasons, from which everything else follows."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Record
from aims.legal.trees import NO, UNSURE, YES, Tree, titles, trees
from aims.legal.walk import Path, walk
from aims.systems.models.register import to_system

LAWS = [(law, titles(law)) for law in trees()]
ANSWERS = ((YES, _("yes")), (NO, _("no")), (UNSURE, _("not sure")))
ROWS = (
    RowColumn("question", _("question")),
    RowColumn("answer", _("answer"), ANSWERS),
    RowColumn("reason", _("reason"), required=False),
)


class Classification(Record):
    """One law, one system: the answers to the questions of its tree. The result is what they point to, never stored."""

    system = to_system()
    law = models.CharField(_("law"), max_length=40, choices=LAWS)
    tree_edition = models.CharField(_("edition of the questions"), max_length=20, editable=False)
    answers = RowsField(
        pgettext_lazy("classification", "answers"),
        columns=ROWS,
        help_text=_("One a line: question | yes, no or not sure | reason. The page asks them one by one."),
    )

    class Meta:
        verbose_name = _("legal classification")
        verbose_name_plural = _("legal classifications")

    @property
    def tree(self) -> Tree:
        return trees()[self.law]

    @property
    def path(self) -> Path:
        return walk(self.tree, self.answers)

    def clean(self) -> None:
        """A draft answers the questions as they are today; what an older edition asked falls away."""
        if self.state != "draft" or self.law not in trees():
            return
        if self.tree_edition not in ("", self.tree.edition):
            self.answers = [row for row in self.answers if row["question"] in self.tree.questions]
        self.tree_edition = self.tree.edition
        asked = [row["question"] for row in self.answers]
        strange = sorted({key for key in asked if key not in self.tree.questions})
        if strange:
            raise ValidationError({"answers": _("This law has no question “%(key)s”.") % {"key": ", ".join(strange)}})
        if len(set(asked)) < len(asked):
            raise ValidationError({"answers": _("Each question is answered once.")})
