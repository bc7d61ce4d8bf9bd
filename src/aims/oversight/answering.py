"""The answer to a contest as a letter in plain text, in the language that the person affected writes in.

What is said around the answer is there in English and in Chinese; to whoever writes in another language the frame is in
English, and the answer in whatever language it was written in.
"""

from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.kernel.models import LANGUAGES, Person
from aims.kernel.wording import day_text
from aims.kernel.world import World

from .models import Contest, ContestPerson


def speaks(contest: Contest) -> str:
    """The language of the frame of the letter."""
    return contest.writes_in if contest.writes_in in dict(LANGUAGES) else "en"


def letter(world: World, contest: Contest, person: ContestPerson | None) -> str:
    """What is sent; empty while there is no answer."""
    if not (contest.answer and contest.answered_on):
        return ""
    with override(speaks(contest)):
        return "\n\n".join(part for part in _parts(world, contest, person) if part)


def _parts(world: World, contest: Contest, person: ContestPerson | None) -> list[str]:
    answers = world.get(Person, contest.owner_id)
    name = answers.title_in("zh" if speaks(contest) != "en" else "en") if answers else ""
    words = {
        "ref": contest.ref,
        "received": day_text(contest.began_on),
        "name": name,
        "day": day_text(contest.answered_on) if contest.answered_on else "",
    }
    return [
        person.address if person else "",
        words["day"],
        _("Our number: %(ref)s") % words,
        _("Dear %(name)s,") % {"name": person.name} if person and person.name else _("Dear Sir or Madam,"),
        _("You wrote to us on %(received)s. A person has looked at it, and this is our answer.") % words,
        contest.answer,
        _("Outcome: %(outcome)s.") % {"outcome": contest.get_outcome_display()},
        _("I answered you; I did not take part in the first decision.") if contest.first_ruling_by_id else "",
        _("If you do not agree or know something new, write to us again with our number: somebody else will look."),
        _("Yours sincerely"),
        name,
    ]
