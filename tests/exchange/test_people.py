"""A list of staff becomes people; whoever is in it no more leads to a duty and is never deleted."""

import pytest

from aims.exchange.imports import Outcome, import_file
from aims.exchange.maps import read_map
from aims.kernel.duties import duties
from aims.kernel.models import Person
from aims.kernel.world import present

from .conftest import People

HEAD = "Staff number,Name,E-mail,Unit,Position\n"
ASTA, BIRK = "17,Asta Nyberg,asta@example.org,Lending,Analyst\n", "18,Birk Vold,birk@example.org,Service,\n"


def run(text: str, people: People) -> Outcome:
    return import_file(
        text.encode(), actor=people.actor("ann"), name="staff.csv", kind="person", map=read_map("people")
    )


@pytest.mark.django_db
def test_a_list_of_staff_is_kept_current(people: People) -> None:
    assert run(HEAD + ASTA + BIRK, people).counts["created"] == 2
    asta = Person.objects.get(email="asta@example.org")
    assert (asta.title, asta.position, asta.unit.title) == ("Asta Nyberg", "Analyst", "Lending")
    assert "17" not in str(asta.attributes), "the number of staff is not kept"
    later = run(HEAD + ASTA.replace("Analyst", "Head of analysis"), people)
    assert (later.counts["updated"], later.counts["gone"]) == (1, 1)
    birk = Person.objects.get(email="birk@example.org")
    assert birk.state == "current", "gone from a list is for a person to decide upon"
    [duty] = [d for d in duties(present()) if d.code == "gone_from_source"]
    assert (duty.about, duty.do.action) == (birk.pk, "retire")
    assert duty.who
    assert run(HEAD + ASTA + BIRK, people).counts["gone"] == 0
    assert not Person.objects.get(pk=birk.pk).gone_since
