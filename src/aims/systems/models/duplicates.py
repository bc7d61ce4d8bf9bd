"""What a person said of two entries of the register that look alike (4.3, A.4.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record

from .register import AISystem


class DuplicateDecision(Record):
    """Two entries that look alike are the same AI system, or they are not (A.4.2). Said once, and not edited."""

    class Conclusion(models.TextChoices):
        SAME = "same", _("the same")
        NOT_SAME = "not_same", _("not the same")

    first = models.ForeignKey(AISystem, verbose_name=_("one"), on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(AISystem, verbose_name=_("the other"), on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(_("conclusion"), max_length=8, choices=Conclusion.choices)
    why = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("decision on a duplicate")
        verbose_name_plural = _("decisions on duplicates")
