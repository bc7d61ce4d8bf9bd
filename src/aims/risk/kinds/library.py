"""The kind LibraryRisk: entries come with an import; a person uses them, and retires none but with a reason."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import Audience, Kind, Relation, Section, register
from aims.kernel.workflow import REGISTER
from aims.risk.models import LibraryRisk

LIBRARY_RISK = register(
    Kind(
        model=LibraryRisk,
        prefix="LIB",
        job="risks",
        workflow=REGISTER,
        sections=(
            Section(_("Entry"), ("title", "lang", "sort", "description", "family")),
            Section(_("Library"), ("library", "library_name", "release", "code", "group", "url", "digest")),
        ),
        columns=("ref", "title", "library", "group", "family", "state"),
        filters=("state", "library", "family", "sort"),
        audience=Audience.PUBLIC,
        grants=dict.fromkeys(("aims_manager", "risk_owner"), "create edit retire reinstate"),
        relations=(
            Relation("maps_to", _("maps to"), "library_risk"),
            Relation("about", _("is about"), "library_risk"),
        ),
    )
)
