"""How far a campaign of attestations has come, unit by unit."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.kernel.models import Person
from aims.kernel.wording import day_text
from aims.systems.campaigns import Answer, answers, last_done
from aims.systems.models import AttestationCampaign
from aims.web.asked import Asked, to_record
from aims.web.frame import name_of
from aims.web.looks.intake import AnswerRow, CampaignLook
from aims.web.looks.parts import Crumb


def campaign_of(asked: Asked, campaign: AttestationCampaign) -> CampaignLook:
    found = answers(asked.world, campaign)
    rows = tuple(_row(asked, one) for one in found)
    return CampaignLook(name_of(campaign), to_record(asked, campaign), _standing(asked, campaign, found), rows)


def _standing(asked: Asked, campaign: AttestationCampaign, found: list[Answer]) -> str:
    said = sum(1 for one in found if one.attestation)
    counted = ngettext(
        "%(said)s of %(n)s unit has answered; answers are asked for by %(date)s.",
        "%(said)s of %(n)s units have answered; answers are asked for by %(date)s.",
        len(found),
    ) % {"said": said, "n": len(found), "date": day_text(campaign.due_on)}
    if reminded := last_done(asked.world, campaign, "remind"):
        return f"{counted} " + _("Last reminded on %(date)s.") % {"date": day_text(reminded)}
    return counted


def _row(asked: Asked, one: Answer) -> AnswerRow:
    people = [person for pk in one.who if (person := asked.world.get(Person, pk))]
    who = tuple(Crumb(name_of(p), to_record(asked, p)) for p in sorted(people, key=lambda p: p.ref)[:3])
    said = one.attestation
    on = said.happened_on or said.stamp.at.date() if said else None
    return AnswerRow(
        name_of(one.unit),
        to_record(asked, one.unit),
        one.systems,
        who,
        on,
        Crumb(said.ref, to_record(asked, said)) if said else None,
    )
