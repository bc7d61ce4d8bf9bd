"""The outbox. A letter is no record of the management system: what it says is derived from records."""

from django.db import models

from aims.kernel.models import LANGUAGES, Person


class Letter(models.Model):
    """One mail to one person. Its text, which may hold a link, is let go of once it was sent or given up."""

    key = models.CharField(max_length=200, unique=True)
    """What it is about: there is never a second letter with the same key."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(blank=True)
    """Where it goes: the address of the person when it was written. It goes nowhere else."""
    language = models.CharField(max_length=8, choices=LANGUAGES)
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """When it is tried next; nothing once it is sent, given up, or being sent."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    """Why the last attempt failed."""

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="letter_by_due")]

    def __str__(self) -> str:
        return self.key
