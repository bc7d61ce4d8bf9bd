"""The review desk in the hands of its reviewers, and the account of a case afterwards."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.proof import verify_bundle
from django.conf import settings
from django.test import Client

from aims.kernel.models import Person
from aims.lib.canonical import digest
from aims.oversight.models import CaseContent, ReviewCase
from aims.telemetry.arrival.taking import _lately
from aims.telemetry.storage.rolling import roll
from tests.api.asking import user_of
from tests.kernel.story import undone
from tests.oversight.story import Desk
from tests.web.language import english_left
from tests.web.pages.test_words import OWN_NAMES

HERE = "/oversight/desk/"


@pytest.fixture(scope="module")
def kept_desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), undone():
        yield Desk()


@pytest.fixture
def desk(kept_desk: Desk, db: None) -> Iterator[Desk]:
    yield kept_desk.anew()  # type: ignore[misc]
    shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()


class Seat:
    """Somebody at the desk."""

    def __init__(self, desk: Desk, name: str, language: str) -> None:
        self.desk, self.client = desk, Client()
        with desk.now():
            user = user_of(desk.people[name])
            self.client.force_login(user)
        self.client.cookies["django_language"] = language

    def sees(self, path: str, status: int = 200) -> str:
        with self.desk.now():
            answer = self.client.get(path)
        assert answer.status_code == status, answer.content[:500]
        return answer.content.decode()

    def does(self, case: ReviewCase, action: str, **said: Any) -> Any:
        with self.desk.now():
            return self.client.post(f"{HERE}{case.ref}/{action}", said)


@pytest.fixture
def sits(desk: Desk) -> Callable[..., Seat]:
    return lambda name, language="en": Seat(desk, name, language)


def section(shown: str, start: str) -> str:
    found = shown[shown.index(start) :]
    return found[: found.index("</section>")]


def test_the_desk_opens_at_what_is_due_first(desk: Desk, sits: Any) -> None:
    desk.planned()
    desk.held("first", title="Loan of 12,000")
    desk.held("second", title="Loan of 30,000")
    shown = sits("Priya").sees(HERE)
    assert "2 cases wait" in shown
    assert "<h1>Loan of 12,000</h1>" in shown
    assert "Held because the output is “decline”." in shown
    assert "Take this case" in shown
    assert "Give the ruling" not in shown, "first it is taken"


def test_nobody_sees_a_queue_that_is_not_theirs(desk: Desk, sits: Any) -> None:
    desk.planned()
    case = desk.held("first", title="Loan of 12,000")
    assert "No case waits." in sits("Ines").sees(HERE)
    sits("Ines").sees(f"{HERE}?case={case.ref}", 404)
    lapsed = sits("Benoît").sees(f"{HERE}?case={case.ref}")
    assert "ended on" in lapsed
    assert "Take this case" not in lapsed


def test_taken_ruled_and_undone(desk: Desk, sits: Any) -> None:
    desk.planned()
    case, priya = desk.held(), sits("Priya")
    assert priya.does(case, "take").status_code == 302
    shown = priya.sees(f"{HERE}?case={case.ref}")
    assert 'value="confirmed"' in shown
    seen = desk.fresh(case).version
    assert priya.does(case, "rule", ruling="rejected", why="No papers.", version=seen).status_code == 302
    assert (desk.fresh(case).ruling, desk.fresh(case).why) == ("rejected", "No papers.")
    assert f"{case.ref}: rejected. Released in" in priya.sees(HERE)
    assert priya.does(case, "undo").status_code == 302
    assert desk.fresh(case).state == "taken"
    assert "No papers.</textarea>" in priya.sees(f"{HERE}?case={case.ref}"), "what was typed is there again"


def test_a_change_without_what_is_released_is_refused_and_keeps_the_text(desk: Desk, sits: Any) -> None:
    desk.planned()
    case, priya = desk.held(), sits("Priya")
    priya.does(case, "take")
    answer = priya.does(case, "rule", ruling="changed", why="A smaller amount fits.")
    assert answer.status_code == 409
    assert "Say what is released instead." in answer.content.decode()
    assert "A smaller amount fits.</textarea>" in answer.content.decode()
    assert priya.does(case, "rule", ruling="changed", why="A smaller amount fits.", output="grant").status_code == 302
    assert desk.content(case).released == "grant"


def test_two_at_one_case_give_one_ruling_and_lose_no_word(desk: Desk, sits: Any) -> None:
    desk.planned()
    case, priya, amir = desk.held(), sits("Priya"), sits("Amir")
    seen = case.version
    priya.does(case, "take")
    priya.does(case, "rule", ruling="confirmed", why="As it should be.")
    late = amir.does(case, "rule", ruling="rejected", why="I think otherwise.", version=seen)
    assert late.status_code == 409
    shown = late.content.decode()
    assert "Priya of the desk ruled on it" in shown
    assert "I think otherwise.</textarea>" in shown
    assert desk.fresh(case).ruling == "confirmed"


def test_the_answer_is_sealed_until_one_has_ruled(desk: Desk, sits: Any) -> None:
    desk.planned(hides_answer=True, hold_when={"field": "inputs.amount", "operator": "gt", "value": 20_000})
    case = desk.held(inputs={"amount": 21_000.0}, output="grant", score=0.8317)
    priya = sits("Priya")
    priya.does(case, "take")
    for path in (f"{HERE}?case={case.ref}", f"/r/{case.ref}/", f"/r/{case.ref}/history"):
        shown = priya.sees(path)
        assert "0.8317" not in shown, path
    assert "open after you have ruled" in priya.sees(f"{HERE}?case={case.ref}")
    assert 'value="own"' in priya.sees(f"{HERE}?case={case.ref}")
    priya.does(case, "rule", ruling="own", output="grant", why="Income and papers fit.")
    assert desk.fresh(case).ruling == "confirmed", "her own view is what the system said"
    assert "0.8317" in priya.sees(f"/r/{case.ref}/"), "now it is open"


def test_why_it_is_held_does_not_tell_a_sealed_answer(desk: Desk, sits: Any) -> None:
    desk.planned(hides_answer=True)
    case, priya = desk.held(), sits("Priya")
    roll()
    priya.does(case, "take")
    for path in (f"{HERE}?case={case.ref}", f"/r/{case.ref}/"):
        shown = priya.sees(path)
        assert "By which rule opens with" in shown
        assert "decline" not in shown, path
    priya.does(case, "rule", ruling="own", output="decline", why="No income.")
    assert "Held because the output is “decline”." in priya.sees(f"/r/{case.ref}/")


def test_a_seeded_case_is_told_after_the_ruling(desk: Desk, sits: Any) -> None:
    desk.planned()
    case, priya = desk.held(), sits("Priya")
    CaseContent.objects.filter(pk=case.pk).update(is_seeded=True)
    priya.does(case, "take")
    before = priya.sees(f"{HERE}?case={case.ref}") + priya.sees(f"/r/{case.ref}/")
    assert not re.search(r"\btest", re.sub(r"<[^>]+>", "", before).lower())
    answer = priya.does(case, "rule", ruling="rejected", why="The income is another's.")
    assert "and you noticed" in priya.sees(answer.url)
    assert priya.does(case, "undo").status_code == 409


def test_asked_and_escalated_with_a_reason(desk: Desk, sits: Any) -> None:
    desk.planned()
    case, priya = desk.held(), sits("Priya")
    priya.does(case, "take")
    priya.does(case, "rule", ruling="ask", why="A payslip, please.")
    assert (desk.fresh(case).state, desk.fresh(case).question) == ("asked", "A payslip, please.")
    other, amir = desk.held("k-2"), sits("Amir")
    amir.does(other, "take")
    assert amir.does(other, "rule", ruling="escalate", why="").status_code == 409, "why?"
    amir.does(other, "rule", ruling="escalate", why="Above my limit.")
    assert desk.fresh(other).asked_role == "system_owner"


def test_the_account_says_who_by_what_right_on_what_and_what_came(desk: Desk, sits: Any) -> None:
    desk.planned()
    case = desk.held("loan-7", title="Loan of 12,000", by=desk.people["Farid"])
    desk.takes("Priya", case)
    desk.rules("Priya", case, "changed", "grant")
    desk.passes(61)
    roll()
    shown = sits("Farid").sees(f"/r/{case.ref}/")
    for said in ("Priya of the desk", "level 3 does it alone", "30 s", "Seen the papers.", desk.fresh(case).digest):
        assert said in shown, said
    released = section(shown, 'id="released"')
    assert ("decline" in released, "grant" in released) == (True, True)
    assert "changed" in section(shown, 'id="later"'), "the recorded decision has the ruling"


def test_a_stop_is_seen_on_the_page_of_its_system(desk: Desk, sits: Any) -> None:
    desk.planned()
    page = f"/r/{desk.ai.ref}/"
    assert f"Stop {desk.ai.ref}" in sits("Priya").sees(page)
    assert f"Stop {desk.ai.ref}" not in sits("Ines").sees(page)
    desk.by("Priya", "system_stop", "create", system=desk.ai.id, why="It declines everybody.")
    assert "its gates refuse until it is restarted" in sits("Tan").sees(page)


def test_all_of_it_speaks_chinese(desk: Desk, sits: Any) -> None:
    desk.planned(hides_answer=True)
    case, other = desk.held("a", title="贷款"), desk.held("b", title="贷款二")
    desk.rules("Amir", other, "rejected")
    priya = sits("Priya", "zh-hans")
    priya.does(case, "take")
    desk.passes(61)
    own = {"Selasih", "Bank", "Priya", "Amir", "Lena", "Farid", "of", "the", "desk", "Fraud", "scoring", "amount"}
    own |= {"PO", "decline", "Seen", "papers", "Oversight", "credit", "decisions"}
    for path in (f"{HERE}?case={case.ref}", f"/r/{other.ref}/", "/oversight/"):
        prose = re.sub(r"<pre.*?</pre>", "", priya.sees(path), flags=re.S)
        assert sorted(set(english_left(prose)) - OWN_NAMES - own) == [], path


def test_the_bundle_of_a_case_agrees_with_its_page_and_opens_nothing_else(
    desk: Desk, sits: Any, tmp_path: Path
) -> None:
    desk.planned(hides_answer=True)
    case, farid = desk.held("loan-7", score=0.25), sits("Farid")
    desk.takes("Priya", case)
    with desk.now():
        refused = sits("Priya").client.post(f"/r/{case.ref}/bundle")
    assert (refused.status_code, "sealed until" in refused.content.decode()) == (403, True)
    desk.rules("Priya", case, "changed", "grant")
    desk.passes(61)
    with desk.now():
        answer = farid.client.post(f"/r/{case.ref}/bundle")
    assert answer.status_code == 200
    out = tmp_path / "case.aims.zip"
    out.write_bytes(b"".join(answer.streaming_content))
    assert verify_bundle(out).ok
    with zipfile.ZipFile(out) as held:
        said = json.loads(held.read("posture.json"))
        opened = [json.loads(line) for line in held.read("openings.jsonl").splitlines()]
    assert (said["ruling"]["by"], said["ruling"]["ruling"], said["released"]) == (
        desk.world().get(Person, desk.people["Priya"]).ref,  # type: ignore[union-attr]
        "changed",
        "grant",
    )
    of_then = {name: value for name, value in said["decision"].items() if name not in ("at", "latency_ms")}
    assert digest(of_then) == case.digest == said["digest"]
    about = {str(pk) for pk in (case.pk, case.plan_id, desk.ai.id, desk.people["Priya"])}
    kinds = {one["body"]["after"]["kind"] for one in opened if one["body"]["after"]["id"] not in about}
    assert kinds == {"competence"}, "the rating by which she was competent, and no other record"


def test_a_plan_says_whether_the_oversight_is_real_but_not_of_a_few_people(desk: Desk, sits: Any) -> None:
    plan = desk.planned(measuring_told_on=desk.at.date(), backlog_most=0)
    for n, said in enumerate(("confirmed", "rejected")):
        desk.rules("Priya", desk.held(f"k-{n}"), said)
    desk.held("waits")
    desk.passes(120)
    shown = section(sits("Liang").sees(f"/r/{plan.ref}/"), 'id="real"')
    assert "1 reviewer ruled in the last four weeks, fewer than 5" in shown
    assert "More cases wait than the plan allows." in shown
    assert "Changed or rejected" not in shown
    with desk.now():
        assert sits("Priya").client.post(f"/r/{plan.ref}/seed").status_code == 403
        assert sits("Liang").client.post(f"/r/{plan.ref}/seed").status_code == 302
    assert CaseContent.objects.filter(is_seeded=True).count() == 1
    prose = re.sub(r"<pre.*?</pre>", "", sits("Liang", "zh-hans").sees(f"/r/{plan.ref}/"), flags=re.S)
    assert "监督是否真实有效？" in prose
