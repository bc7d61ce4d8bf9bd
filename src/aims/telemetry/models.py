"""What is known of decisions that lie in files: which files there are, what was read of journals, which batches came.

These are lists of the program and no records: each row of `Segment` has its event in the log.
"""

from django.db import models
from django.db.models import Q

from aims.lib.ids import uuid7


class Table(models.TextChoices):
    """What a segment holds, and the folder that it lies in."""

    DECISIONS = "decisions"
    GROUPS = "groups"
    """Of the same decisions: what fairness is measured by, apart and in the same order."""
    FOLLOW_UPS = "follow_ups"
    WAITING = "waiting"
    """Follow-ups whose decision is not there yet, under the day on which they came."""
    REJECTS = "rejects"
    """What was refused, with its reason, under the day on which it came."""


class Segment(models.Model):
    """A file of decisions, or of what belongs to them, of one system and day (UTC) of the decision.

    It is current until it is replaced: by what merges it with others, or what names somebody no more; or by nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.UUIDField()
    day = models.DateField()
    table = models.CharField(max_length=12, choices=Table.choices)
    path = models.CharField(max_length=200, unique=True)
    """Below the folder `telemetry` of the home."""
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    key_min = models.CharField(max_length=100)
    key_max = models.CharField(max_length=100)
    at_min = models.DateTimeField()
    at_max = models.DateTimeField()
    columns = models.JSONField()
    """Which columns hold anything, and their Arrow type."""
    made_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["system", "table", "day"], condition=Q(replaced_at=None), name="segment_current"),
            models.Index(fields=["replaced_at"], condition=Q(replaced_at__isnull=False), name="segment_replaced"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def stem(self) -> str:
        """The name of its file up to the first point: groups have that of their decisions."""
        return self.path.rpartition("/")[2].partition(".")[0]


class JournalRead(models.Model):
    """Up to which byte a journal was rolled into segments; written with them."""

    name = models.CharField(primary_key=True, max_length=64)
    rolled_to = models.PositiveBigIntegerField()


class SeenBatches(models.Model):
    """A run of batches of one producer that were stored: each is stored once, whichever journal it came by."""

    system = models.UUIDField()
    producer = models.CharField(max_length=104)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.DateTimeField()
    """When the last of them came."""

    class Meta:
        indexes = [models.Index(fields=["system", "producer", "first"], name="batches_of_producer")]


class Arrival(models.Model):
    """What came of one system on one day (UTC), whenever it had happened."""

    system = models.UUIDField()
    day = models.DateField()
    accepted = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    repeated = models.PositiveBigIntegerField(default=0)
    """Decisions whose key was there already, and events of batches that had come before."""
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "day"], name="one_arrival_a_day")]
