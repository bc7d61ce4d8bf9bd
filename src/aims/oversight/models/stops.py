"""A system stopped by a person (A.9.2, A.6.2.6; AI Act, Article 14): every gate refuses until it is restarted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record, to_spine
from aims.systems.models.register import to_system


class SystemStop(Record):
    """The stop of a system, or of one version or one route of it."""

    record_ptr = to_spine()
    system = to_system()
    of_version = models.CharField(_("of this version only"), max_length=100, blank=True)
    of_route = models.CharField(_("of this route only"), max_length=200, blank=True)
    why = models.TextField(_("why it is stopped"))

    class Meta:
        verbose_name = _("stop of a system")
        verbose_name_plural = _("stops of systems")
