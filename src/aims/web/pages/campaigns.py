"""The page of a campaign: which units have said that their list is complete, and which have not."""

from django.http import HttpResponse

from aims.kernel.kinds import KINDS
from aims.systems.models import AttestationCampaign
from aims.web.asked import Asked, to_kind
from aims.web.frame import draw
from aims.web.looks.parts import Crumb
from aims.web.looks.records import DetailLook
from aims.web.panels.campaign import campaign_of
from aims.web.values import sentence_case


def campaign_page(asked: Asked, campaign: AttestationCampaign, look: DetailLook) -> HttpResponse:
    kind = KINDS.of(AttestationCampaign)
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(campaign.ref))
    title = f"{campaign.ref} {campaign.name}"
    shown = campaign_of(asked, campaign) if campaign.state != "planned" else None
    return draw(asked, "campaign", look, title, "systems", *trail, campaign=shown)
