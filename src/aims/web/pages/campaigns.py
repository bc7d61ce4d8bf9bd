"""The page of a campaign: which units have said that their list is complete, and which have not."""

from django.http import HttpResponse

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.systems.models import AttestationCampaign
from aims.web.asked import Asked, to_kind
from aims.web.frame import draw
from aims.web.looks.parts import Crumb
from aims.web.pages.extras import with_forms
from aims.web.panels.campaign import campaign_of
from aims.web.panels.detail import describe
from aims.web.values import sentence_case


def campaign_page(asked: Asked, record: Record) -> HttpResponse:
    assert isinstance(record, AttestationCampaign)
    look = with_forms(asked, record, describe(asked, record))
    kind = KINDS.of(AttestationCampaign)
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref))
    title = f"{record.ref} {record.name}"
    shown = campaign_of(asked, record) if record.state != "planned" else None
    return draw(asked, "campaign", look, title, "systems", *trail, campaign=shown)
