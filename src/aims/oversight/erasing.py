"""What cases hold of a person goes with their decisions; the case keeps its digest, and who ruled."""

from uuid import UUID

from aims.telemetry.storage.erasing import erases_too

from .models import CaseContent


@erases_too
def contents_are_erased(system: UUID, subject: str) -> None:
    """Whatever was decided about `subject`, seeded repetitions too."""
    CaseContent.objects.filter(system=system, subject=subject).delete()
