"""Which record is which row of somebody else's register."""

from django.db import models

from aims.kernel.models import Record


class SourceRow(models.Model):
    """Identity, no more: what a source said stands on the record and in its history."""

    source = models.CharField(max_length=200)
    key = models.CharField(max_length=450)
    digest = models.CharField(max_length=64)
    parts = models.JSONField(default=dict)
    """A short digest of each field's value, so that only what the source changed is set anew."""
    last_seen = models.DateTimeField()
    gone_since = models.DateTimeField(null=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_row_per_key")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
