"""A policy is read and acknowledged in one press; meetings, leadership and responsibilities have their pages."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.organisation.models import Acknowledgement, Meeting
from tests.bank import Bank, somebody, submit_policy

Enter = Callable[..., Client]


@pytest.fixture
def policy(bank: Bank) -> Record:
    return bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)


def test_a_member_of_staff_reads_and_acknowledges_in_one_press(
    enter: Callable[..., Client], bank: Bank, policy: Record
) -> None:
    client = enter("sara")
    page = client.get("/r/POL-0001/").content.decode()
    assert "A person decides." in page
    assert "I have read it" in page
    assert "Jonas Weber" not in page  # who has not yet is not everybody's to know
    assert '<input type="hidden" name="version" value="1">' in page
    assert client.post("/r/POL-0001/read", {"version": "1"}).headers["Location"] == "/r/POL-0001/"
    assert client.post("/r/POL-0001/read", {"version": "1"}).status_code == 302
    said = Acknowledgement.objects.get()
    assert (said.author, said.read_edition) == (bank.people["sara"], 1)
    page = client.get("/r/POL-0001/").content.decode()
    assert "I have read it" not in page
    assert "You have: on" in page


def test_the_duty_to_read_and_its_gap_lead_to_the_text(
    enter: Callable[..., Client], bank: Bank, policy: Record
) -> None:
    client = enter("mei")
    for page, way in (("/inbox", "/duty/"), ("/requirement/iso42001:2023/5.2-g", "/gap/iso42001:2023/5.2-g/")):
        ways = re.findall(f'href="({way}[^"]+)"', client.get(page).content.decode())
        assert f"/r/{policy.ref}/" in [client.get(one).headers.get("Location") for one in ways], page


def test_an_old_page_acknowledges_nothing_newer(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    revised = bank.does("mei", "policy", "revise", policy)
    bank.does("mei", "policy", "edit", revised, text="A person decides, always.")
    bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)
    client = enter("sara")
    for seen in ({"version": "1"}, {}):
        answer = client.post("/r/POL-0001/read", seen)
        assert (answer.status_code, "Version 2 of POL-0001 is in force now" in answer.content.decode()) == (409, True)
    with pytest.raises(Denied, match="Version 2 of POL-0001"):
        bank.does("sara", "acknowledgement", "create", document=policy.pk, read_edition=1)
    assert not Acknowledgement.objects.exists()
    assert client.post("/r/POL-0001/read", {"version": "2"}).status_code == 302
    assert Acknowledgement.objects.get().read_edition == 2


def test_the_lead_sees_who_has_not_yet(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    bank.does("sara", "acknowledgement", "create", document=policy.pk)
    page = enter("mei").get("/r/POL-0001/").content.decode()
    assert "1 of 7 people asked" in page
    assert "Jonas Weber" in page
    assert "应确认7人，已确认1人" in enter("mei", "zh-hans").get("/r/POL-0001/").content.decode()


def test_the_lead_sees_all_of_them_by_name(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    names = [f"Zoe{number:02} Zimmer" for number in range(15)]
    for name in names:
        somebody(name, "staff_member", bank.lending)
    page = enter("mei").get("/r/POL-0001/").content.decode().partition('id="read"')[2].partition("</section>")[0]
    assert [name for name in names if name not in page] == []


def test_who_leads_a_unit_sees_who_there_has_read_it(
    enter: Callable[..., Client], bank: Bank, policy: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, role in (("lene", "line_manager"), ("farid", "staff_member")):
        monkeypatch.setitem(bank.people, name, somebody(f"{name.title()} Holm", role, bank.lending))
    everybody = ("Sara Lind", "Jonas Weber", "Farid Holm", "Lene Holm")

    def named(name: str) -> list[str]:
        page = enter(name).get("/r/POL-0001/").content.decode().partition('id="read"')[2].partition("</section>")[0]
        return [person for person in everybody if person in page]

    assert enter("farid").post("/r/POL-0001/read", {"version": "1"}).status_code == 302
    bank.does("sara", "acknowledgement", "create", document=policy.pk)
    assert Acknowledgement.objects.get(author=bank.people["farid"]).unit == bank.lending
    assert named("mei") == list(everybody)
    assert named("lene") == ["Farid Holm", "Lene Holm"]
    assert named("farid") == ["Farid Holm"]


def test_the_version_in_force_is_read_while_a_newer_one_is_written(
    enter: Callable[..., Client], bank: Bank, policy: Record
) -> None:
    revised = bank.does("mei", "policy", "revise", policy)
    bank.does("mei", "policy", "edit", revised, text="A person decides, always.")
    page = enter("mei").get("/r/POL-0001/").content.decode()
    assert "Version 1, in force." in page
    assert "always" not in page
    assert "always" in enter("mei").get("/r/POL-0001/?draft=1").content.decode()


def test_a_heading_in_markdown_is_a_heading_wherever_the_text_is_read(enter: Enter, bank: Bank) -> None:
    text = "We say:\n\n## Who decides\n\nA person does.\n### How <soon>\nAt once.\n\n1. When\nToday."
    bank.does("mei", "policy", "edit", bank.records["policy"], text=text, text_alt="我们说：\n# 谁决定\n由人决定。")
    page = enter("mei").get("/r/POL-0001/").content.decode()
    reading = page.partition('class="body reading"')[2].partition("</section>")[0]
    heads = re.findall("<h2>(.*?)</h2>", reading)
    assert heads == ["Who decides", "How &lt;soon&gt;", "1. When", '<span lang="zh-hans">谁决定</span>']
    assert "#" not in re.sub("<[^>]*>|&#x27;", "", reading)
    assert "A person does." in reading
    assert reading.count('<p class="long"></p>') == 0
    assert "The same text in the other language" in page
    form = enter("mei").get("/r/POL-0001/do/submit").content.decode()
    assert "<strong>Who decides</strong>" in form
    assert "<strong>How &lt;soon&gt;</strong>" in form
    assert '<span lang="zh-hans">我们说：\n<strong>谁决定</strong>' in form
    bank.does("mei", "policy", "edit", bank.records["policy"], text_alt="")
    assert "The same text in the other language" not in enter("mei").get("/r/POL-0001/").content.decode()


def test_versions_lead_to_what_changed(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    revised = bank.does("mei", "policy", "revise", policy)
    bank.does("mei", "policy", "edit", revised, text="A person decides, always.")
    bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)
    page = enter("mei").get("/r/POL-0001/").content.decode()
    assert "what changed since version 1" in page
    assert "/r/POL-0001/compare?a=3&amp;b=7" in page


def test_nobody_acknowledges_a_draft_or_without_a_role(enter: Callable[..., Client], bank: Bank) -> None:
    assert enter("mei").post("/r/POL-0001/read").status_code == 404
    bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)
    assert enter("yuki").post("/r/POL-0001/read", {"version": "1"}).status_code == 403
    assert not Acknowledgement.objects.exists()


def body_and_meeting(bank: Bank) -> Record:
    ingrid = bank.people["ingrid"].pk
    body = bank.does(
        "mei",
        "decision_body",
        "create",
        title="Board",
        title_alt="委员会",
        remit="AI.",
        chair=ingrid,
        quorum=1,
        links=[("member", ingrid)],
    )
    body = bank.does("mei", "decision_body", "submit", body)
    body = bank.does("ingrid", "decision_body", "approve", body)
    return bank.does("mei", "meeting", "create", title="May", title_alt="五月", body=body.pk, agenda="AI.")


def test_who_was_there_is_said_with_boxes(enter: Callable[..., Client], bank: Bank) -> None:
    meeting, key = body_and_meeting(bank), str(bank.people["ingrid"].pk)
    client = enter("mei")
    assert "It cannot resolve anything." in client.get(f"/r/{meeting.ref}/").content.decode()
    client.post(f"/r/{meeting.ref}/attendance", {key: "absent"})
    client.post(f"/r/{meeting.ref}/attendance", {key: "present", "strange": "present"})
    kept = present().get(Meeting, meeting.pk)
    assert kept is not None
    assert [(link.relation, str(link.target)) for link in kept.links] == [("present", key)]
    assert "1 of 1 members present" in client.get(f"/r/{meeting.ref}/").content.decode()
    assert enter("sara").post(f"/r/{meeting.ref}/attendance", {key: "absent"}).status_code in (403, 404)


def test_leadership_tells_what_top_management_did(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    body_and_meeting(bank)
    page = enter("mei").get("/leadership/").content.decode()
    assert "Ingrid Solberg" in page
    assert "POL-0001" in page
    assert "Board" in page
    assert "委员会" in enter("mei", "zh-hans").get("/leadership/").content.decode()


def test_the_matrix_shows_who_answers_and_what_is_open(enter: Callable[..., Client], bank: Bank) -> None:
    for title, role in (("Release", "system_owner"), ("Stop", "human_overseer")):
        made = bank.does(
            "mei", "responsibility", "create", title=title, role=role, responsible=["aims_manager"], informed=["legal"]
        )
        made = bank.does("mei", "responsibility", "submit", made)
        bank.does("ingrid", "responsibility", "approve", made)
    page = enter("sara").get("/people/responsibilities").content.decode()
    assert "Jonas Weber" in page
    assert page.count("Nobody holds the accountable role.") == 1
    assert "1 activity has a gap." in page
    perform(Command("person", "retire", SYSTEM, bank.people["jonas"].pk, reason="Left."))
    assert "2 activities have a gap." in enter("sara").get("/people/responsibilities").content.decode()


def test_a_gap_that_another_must_close_has_no_button(enter: Callable[..., Client], bank: Bank, policy: Record) -> None:
    place = "/requirement/iso42001:2023/5.2-g"
    assert "Say that you have read it" in enter("mei").get(place).content.decode()
    bank.does("mei", "acknowledgement", "create", document=policy.pk)
    page = enter("mei").get(place).content.decode()
    assert "Say that you have read it" not in page
    assert "it takes somebody else than you" in page


def test_what_is_in_force_stands_before_what_is_being_written(
    enter: Callable[..., Client], bank: Bank, policy: Record
) -> None:
    bank.does("mei", "policy", "revise", policy)
    page = enter("mei").get("/r/POL-0001/").content.decode()
    head = page.split('class="head"')[1].split("<h1>")[0]
    assert "Version 1, in force." in head
    assert ">Draft<" not in head
    assert "A new version is being written: Draft." in page
    assert "being written" not in enter("sara").get("/r/POL-0001/").content.decode()
