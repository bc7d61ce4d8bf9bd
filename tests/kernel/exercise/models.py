from django.db import models

from aims.kernel.models import Record


class Secret(Record):
    """Of a confidential kind."""

    text = models.TextField("text", blank=True)
    level = models.PositiveIntegerField("level", default=1)

    class Meta:
        verbose_name = "secret"
        verbose_name_plural = "secrets"


class Pact(Record):
    """Of a controlled kind, approved upon secrets."""

    text = models.TextField("text")
    amount = models.DecimalField("amount", max_digits=9, decimal_places=2, null=True, blank=True)
    basis = models.ForeignKey(Secret, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pact"
        verbose_name_plural = "pacts"
