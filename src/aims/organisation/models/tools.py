"""The AI tools that people at work may use, and how (ISO/IEC 42001, A.9.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Record

from .learning import Course

DATA_CLASSES = [
    ("public", _("public")),
    ("internal", _("internal")),
    ("confidential", _("confidential")),
    ("personal", _("personal data")),
    ("customer", _("customer data")),
    ("secret", _("passwords, keys and other secrets")),
]


class AllowedTool(Record):
    """A tool that may be used at work: with which data, what to check, what to disclose (A.9.2)."""

    supplier = models.CharField(_("supplier"), max_length=300, blank=True)
    data_classes = CodesField(_("data that may go in"), codes=DATA_CLASSES, blank=False)
    use = models.TextField(_("what it may be used for"))
    use_alt = models.TextField(_("what it may be used for, in the other language"), blank=True)
    check_before = models.TextField(_("what to check before using a result"))
    check_before_alt = models.TextField(_("what to check, in the other language"), blank=True)
    disclose = models.TextField(_("what to disclose"), blank=True)
    disclose_alt = models.TextField(_("what to disclose, in the other language"), blank=True)
    course = models.ForeignKey(
        Course,
        verbose_name=_("course to take first"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    exceptions = models.TextField(_("exceptions"), blank=True)
    exceptions_alt = models.TextField(_("exceptions, in the other language"), blank=True)

    class Meta:
        verbose_name = _("allowed AI tool")
        verbose_name_plural = _("allowed AI tools")
