"""Risk libraries that others publish: taxonomies of risks, attacks, what answers them, cases. Something to draw on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.models import Record
from aims.risk.families import FAMILIES


class LibraryRisk(Record):
    """One entry of a published risk library, as its publisher words it; read from a file, never edited by hand."""

    class Sort(models.TextChoices):
        RISK = "risk", _("risk")
        TECHNIQUE = "technique", _("attack technique")
        MITIGATION = "mitigation", pgettext_lazy("library", "mitigation")
        CASE = "case_study", _("case study")

    library = models.CharField(_("library"), max_length=100)
    library_name = models.CharField(_("name of the library"), max_length=300, blank=True)
    release = models.CharField(_("edition of the library"), max_length=40, blank=True)
    code = models.CharField(_("id in the library"), max_length=200)
    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices, default=Sort.RISK)
    group = models.CharField(_("group in the library"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    family = models.CharField(
        _("family"),
        max_length=30,
        choices=FAMILIES,
        blank=True,
        help_text=_("By our map of the groups of libraries to families: a proposal."),
    )
    url = models.CharField(_("its page"), max_length=500, blank=True)
    digest = models.CharField(
        _("digest"), max_length=64, blank=True, help_text=_("The SHA-256 of the file that last changed it.")
    )

    class Meta:
        verbose_name = _("entry of a risk library")
        verbose_name_plural = _("entries of risk libraries")
        constraints = (
            models.UniqueConstraint(
                fields=("library", "code"),
                name="library_entry_once",
                violation_error_message=_("The library has this entry already."),
            ),
        )
