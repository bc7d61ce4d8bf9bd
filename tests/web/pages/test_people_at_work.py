"""The pages of competence, courses and allowed tools: what a person can do there, and what staff may see."""

from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.denied import Denied
from aims.kernel.models import DEEPEST_UNIT
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.organisation.models import Completion
from tests.bank import Bank, by_system, somebody

QUIZ = "contribution | Who decides?\n* A person\n- The machine\nsubject | What goes in?\n- Anything\n* Public data"


def made(bank: Bank, kind: str, by: str = "mei", **values: object) -> object:
    record = bank.does(by, kind, "create", **values)
    bank.does(by, kind, "submit", record)
    return bank.does("ingrid" if kind != "allowed_tool" else "arjun", kind, "approve", record)


def a_course(bank: Bank) -> object:
    words = {"title": "AI at work", "title_alt": "工作中的AI", "purpose": "What I may do.", "text": "Read **this**."}
    return made(bank, "course", lang="en", quiz=QUIZ, is_ai_literacy=True, **words)


def test_staff_take_a_course_and_see_their_score(bank: Bank, enter: Callable[..., Client]) -> None:
    course = a_course(bank)
    client, place = enter("sara"), f"/learning/{course.ref}?edition={course.edition}"
    page = client.get(f"/learning/{course.ref}").content.decode()
    assert "<strong>this</strong>" in page
    assert "1. Who decides?" in page
    assert client.post(place, {"q1": "1"}).status_code == 422
    older = client.post(f"/learning/{course.ref}?edition={course.edition - 1}", {"q1": "1", "q2": "2"})
    assert older.status_code == 409, "the page is of an edition whose questions are not asked any more"
    answer = client.post(place, {"q1": "1", "q2": "1"}, follow=True).content.decode()
    assert "50 of 100; 80 are needed" in answer
    answer = client.post(place, {"q1": "1", "q2": "2"}, follow=True).content.decode()
    assert "Passed with 100 of 100" in answer
    mine = Completion.objects.filter(person=bank.people["sara"].pk).order_by("ref")
    assert [(c.score, c.passed, c.author_id) for c in mine] == [
        (50, False, bank.people["sara"].pk),
        (100, True, bank.people["sara"].pk),
    ]
    assert client.get(f"/r/{mine[0].ref}/").status_code == 200


def test_which_answers_are_right_is_shown_to_who_edits_or_approves(bank: Bank, enter: Callable[..., Client]) -> None:
    course = a_course(bank)
    bank.does("mei", "course", "comment", course, reason="Read by two people.")
    for name, sees in {"sara": False, "jonas": False, "yuki": False, "mei": True, "ingrid": True}.items():
        client = enter(name)
        page = client.get(f"/r/{course.ref}/").content.decode()
        assert ("* A person" in page, "- A person" in page) == (sees, not sees), name
        told = [client.get(f"/r/{course.ref}/{more}") for more in ("history", "compare?a=1&b=4", "?version=3")]
        assert all(sees or "* A person" not in one.content.decode() for one in told)
    bank.does("mei", "course", "revise", course)
    assert "* A person" in enter("mei").get(f"/r/{course.ref}/edit").content.decode()
    assert "* A person" not in enter("sara").get(f"/r/{course.ref}/edit").content.decode()


def test_the_duty_opens_the_course_itself(bank: Bank, enter: Callable[..., Client]) -> None:
    course = a_course(bank)
    client = enter("sara")
    page = client.get("/inbox").content.decode()
    key = page.split("/duty/")[1][:12]
    assert client.get(f"/duty/{key}")["Location"] == f"/learning/{course.ref}"


def test_nobody_is_offered_to_record_it_for_another_who_may_not(bank: Bank, enter: Callable[..., Client]) -> None:
    a_course(bank)
    offered = enter("mei").get("/requirement/iso42001:2023/7.3-b").content.decode()
    assert offered.count("Record CRS-0001") == 7
    asked = enter("jonas").get("/requirement/iso42001:2023/7.3-b").content.decode()
    assert asked.count("Record CRS-0001") == 1, "his own"


def test_who_has_not_taken_it_is_for_those_who_see_the_posture(bank: Bank, enter: Callable[..., Client]) -> None:
    a_course(bank)
    everybody = enter("mei").get("/learning/").content.decode()
    assert "Sara Lind" in everybody
    assert "AI literacy" in everybody
    own = enter("sara").get("/learning/").content.decode()
    assert "Jonas Weber" not in own
    assert "take it by" in own


def test_who_leads_a_unit_sees_who_there_has_not_taken_it(
    bank: Bank, enter: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = a_course(bank)
    for name, role in (("lene", "line_manager"), ("farid", "staff_member")):
        monkeypatch.setitem(bank.people, name, somebody(f"{name.title()} Holm", role, bank.lending))
    everybody = ("Jonas Weber", "Farid Holm", "Lene Holm")

    def named(name: str) -> list[str]:
        page = enter(name).get("/learning/").content.decode().partition("Who has not taken it yet")[2]
        return [person for person in everybody if person in page]

    assert named("mei") == list(everybody)
    assert named("lene") == ["Farid Holm", "Lene Holm"]
    assert named("farid") == ["Farid Holm"]
    bank.does("mei", "course", "revise", course)
    bank.does("mei", "course", "edit", course, owner=bank.people["farid"].pk)
    bank.does("mei", "course", "submit", course)
    bank.does("ingrid", "course", "approve", course)
    assert named("farid") == list(everybody), "it is their course"


def test_units_lie_no_deeper_than_the_page_of_people_can_show(bank: Bank, enter: Callable[..., Client]) -> None:
    def unit(parent: object) -> object:
        return by_system("unit", title="A part", lang="en", parent=parent).pk

    chain = [unit(bank.organisation.pk)]
    while len(chain) < DEEPEST_UNIT:
        chain.append(unit(chain[-1]))
    with pytest.raises(Denied, match="20 levels"):
        unit(chain[-1])
    branch = unit(bank.organisation.pk)
    unit(branch)
    perform(Command("unit", "edit", SYSTEM, branch, {"parent": chain[-3]}))
    with pytest.raises(Denied, match="20 levels"):
        perform(Command("unit", "edit", SYSTEM, branch, {"parent": chain[-2]}))
    assert enter("mei").get("/people/").content.decode().count("A part") == DEEPEST_UNIT + 2


def test_the_matrix_shows_levels_states_and_days(bank: Bank, enter: Callable[..., Client]) -> None:
    words = {"title": "Owning a system", "role": "system_owner", "level": "3", "evidence_wanted": "A year of it."}
    made(bank, "competence_requirement", owner=bank.people["ingrid"].pk, **words)
    page = enter("mei").get("/competence/").content.decode()
    assert "Jonas Weber" in page
    assert "Not looked at" in page
    about = {"title": "Jonas", "person": bank.people["jonas"].pk, "role": "system_owner"}
    rating = bank.does("mei", "competence", "create", **about)
    bank.does("ingrid", "competence", "assess", rating, level="3", evidence="Seen.")
    bank.does("ingrid", "competence", "approve", rating, valid_until="2001-01-01")
    page = enter("mei").get("/competence/?role=system_owner&unit=UNI-0001").content.decode()
    assert "3/3" in page
    assert "Expired" in page
    assert "ran out on 1 Jan 2001" in page
    assert "Jonas Weber" not in enter("sara").get("/competence/").content.decode()


def test_staff_read_which_tools_they_may_use(bank: Bank, enter: Callable[..., Client]) -> None:
    client = enter("sara")
    assert "No tool is allowed yet" in client.get("/use/").content.decode()
    tool = {
        "title": "Minutes writer",
        "use": "Minutes.",
        "check_before": "Names & figures.",
        "data_classes": ["internal"],
    }
    made(bank, "allowed_tool", **tool)
    bank.does("mei", "allowed_tool", "create", title="A draft", **{k: v for k, v in tool.items() if k != "title"})
    page = client.get("/use/").content.decode()
    assert "Minutes writer" in page
    assert "Names &amp; figures." in page
    assert "A draft" not in page
    for name in ("jonas", "sara"):
        assert 'href="/propose?door=tool"' in enter(name).get("/use/").content.decode()
    assert "/propose" not in enter("yuki").get("/use/").content.decode().split("<main")[1], "who only reads"
