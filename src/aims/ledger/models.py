"""The tree as rows, and the checkpoints that were signed over it. Only the worker writes here."""

from django.db import models


class TreeNode(models.Model):
    """The hash over a complete subtree: `index * 2**level` leaves on. It never changes once it exists."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)


class Checkpoint(models.Model):
    """A signed statement: at this size the log had this root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()
    handed_on = models.DateTimeField(null=True)
    """When it first left the building in a bundle: the next bundle proves that the log only grew since."""
