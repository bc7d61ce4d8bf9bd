"""Questionnaires in the browser: a bad file is refused with its place, a section branches, is kept and is saved."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aims.kernel.models import Event
from aims.questionnaires.importing import import_questionnaire
from aims.questionnaires.models import Questionnaire, QuestionnaireResponse
from tests.bank import Bank
from tests.questionnaires.samples import LENDING

LIVE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def response(bank: Bank) -> QuestionnaireResponse:
    """One that Jonas, who owns the system, has just begun."""
    made = import_questionnaire(LENDING.read_bytes(), LENDING.name, bank.actor("mei"))
    bank.does("mei", "questionnaire", "submit", made)
    bank.does("arjun", "questionnaire", "approve", made)
    found = bank.does("jonas", "questionnaire_response", "create", system=bank.records["system"].pk, survey=made.pk)
    assert isinstance(found, QuestionnaireResponse)
    return found


def shown(page: str) -> list[str]:
    return re.findall(r'name="shown" value="([^"]+)"', page)


def version(page: str) -> str:
    found = re.search(r'name="expected_version" value="(\d+)"', page)
    assert found
    return found[1]


def stored(response: QuestionnaireResponse) -> dict[str, object]:
    answers: dict[str, object] = QuestionnaireResponse.objects.get(pk=response.pk).answers
    return answers


def test_a_file_is_imported_and_a_bad_one_refused_with_its_place(enter: Callable[..., Client]) -> None:
    client = enter("mei")
    assert "/questionnaires/import" in client.get("/k/questionnaire/").content.decode()
    bad = LENDING.read_bytes().replace(b'"type": "dropdown"', b'"type": "matrix"')
    refused = client.post("/questionnaires/import", {"file": SimpleUploadedFile("a.json", bad)})
    assert refused.status_code == 422
    assert "project-NS / phase: The type “matrix” is not understood." in refused.content.decode()
    assert not Questionnaire.objects.exists()
    file = SimpleUploadedFile("a.json", LENDING.read_bytes())
    taken = client.post("/questionnaires/import", {"file": file, "release": "1"})
    page = client.get(taken["Location"]).content.decode()
    assert "Lending check" in page
    assert "7 questions" not in page
    assert "9 questions" in page
    assert "Was it tested?" in page


def test_only_who_may_imports(enter: Callable[..., Client]) -> None:
    assert enter("sara").get("/questionnaires/import").status_code == 403


def test_a_change_is_kept_and_branches_and_leaving_the_section_saves_it(
    enter: Callable[..., Client], response: QuestionnaireResponse
) -> None:
    client, place = enter("jonas"), f"/r/{response.ref}/fill-in/3"
    page = client.get(place).content.decode()
    assert shown(page) == ["refuses", "groups"]
    events = Event.objects.count()
    typed = {"shown": ["refuses", "groups"], "q-refuses": "item1-4", "expected_version": version(page)}
    piece = client.post(place, typed, **LIVE).content.decode()
    assert "<html" not in piece
    assert shown(piece) == ["refuses", "refuses_how", "groups"]
    assert (Event.objects.count(), stored(response)) == (events, {}), "nothing is saved by a change"
    assert shown(client.get(place).content.decode()) == ["refuses", "refuses_how", "groups"], "and nothing is lost"
    left = client.post(place, {**typed, "to": "2"})
    assert left["Location"] == f"/r/{response.ref}/fill-in/2"
    assert stored(response) == {"refuses": "item1-4"}
    assert Event.objects.count() == events + 1
    page = client.get(place).content.decode()
    client.post(place, {"shown": ["refuses"], "expected_version": version(page), "to": ""})
    assert stored(response) == {}, "an answer that is taken away is gone"


def test_a_section_that_says_nothing_new_is_no_event(
    enter: Callable[..., Client], response: QuestionnaireResponse
) -> None:
    client, place = enter("jonas"), f"/r/{response.ref}/fill-in/2"
    events = Event.objects.count()
    typed = {"shown": ["who", "phase"], "q-who": " ", "expected_version": version(client.get(place).content.decode())}
    assert client.post(place, {**typed, "to": "3"}).status_code == 302
    assert Event.objects.count() == events


def test_who_saved_first_is_not_overwritten_and_what_was_typed_is_kept(
    enter: Callable[..., Client], bank: Bank, response: QuestionnaireResponse
) -> None:
    client, place = enter("jonas"), f"/r/{response.ref}/fill-in/3"
    before = version(client.get(place).content.decode())
    bank.does("jonas", "questionnaire_response", "edit", response, answers={"phase": "item1"})
    typed = {"shown": ["refuses"], "q-refuses": "item1-4", "expected_version": before, "to": "2"}
    again = client.post(place, typed)
    page = again.content.decode()
    assert again.status_code == 409
    assert "Somebody saved first" in page
    client.post(place, {**typed, "expected_version": version(page)})
    assert stored(response) == {"phase": "item1", "refuses": "item1-4"}


def test_a_page_speaks_chinese_round_questions_in_their_own_language(
    enter: Callable[..., Client], response: QuestionnaireResponse
) -> None:
    client, place = enter("jonas", "zh-hans"), f"/r/{response.ref}/fill-in/3"
    page = client.get(place).content.decode()
    assert "保存并查看结果" in page
    assert '<span lang="en">Does it refuse credit?</span>' in page
    french = client.get(f"{place}?in=fr").content.decode()
    assert '<span lang="fr">Refuse-t-il un crédit ?</span>' in french
    assert f'action="{place}?in=fr"' in french


def test_text_of_a_file_brings_no_script(enter: Callable[..., Client], response: QuestionnaireResponse) -> None:
    page = enter("jonas").get(f"/r/{response.ref}/fill-in/1").content.decode()
    assert "Before <b>you</b> begin" in page
    assert "<script>x" not in page


def test_the_last_section_and_the_result_say_the_level(
    enter: Callable[..., Client], bank: Bank, response: QuestionnaireResponse
) -> None:
    client = enter("jonas")
    page = client.get(f"/r/{response.ref}/").content.decode()
    assert "so far it points to at least level 1." in page
    assert f'href="/r/{response.ref}/fill-in/2#q-phase"' in page
    answers = {"phase": "item1", "who": "J", "refuses": "item1-4", "appeal": "item1-2", "tested": "item1-5"}
    bank.does("jonas", "questionnaire_response", "edit", response, answers=answers)
    page = client.get(f"/r/{response.ref}/").content.decode()
    assert "Level 3 of 4." in page
    assert "takes 15 % off" in page
    assert "All that must be answered is answered." in page
    assert "Level 3 of 4." in client.get(f"/r/{response.ref}/fill-in/4").content.decode()
    assert "Level" not in client.get(f"/r/{response.ref}/fill-in/3").content.decode()


def test_who_may_not_answer_gets_no_section(
    enter: Callable[..., Client], bank: Bank, response: QuestionnaireResponse
) -> None:
    assert enter("yuki").get(f"/r/{response.ref}/fill-in/2").status_code == 403
    bank.does(
        "jonas",
        "questionnaire_response",
        "edit",
        response,
        answers={"phase": "item2", "refuses": "item2-0", "watched": "item2-0"},
    )
    bank.does("jonas", "questionnaire_response", "submit", response)
    assert enter("jonas").get(f"/r/{response.ref}/fill-in/2").status_code == 403
    assert enter("jonas").get(f"/r/{response.ref}/fill-in/99").status_code in (403, 404)


def test_a_system_shows_its_answers_and_offers_to_answer_where_a_questionnaire_is_in_force(
    bank: Bank, enter: Callable[..., Client], response: QuestionnaireResponse
) -> None:
    system = bank.records["system"]
    page = enter("jonas").get(f"/r/{system.ref}/").content.decode()
    assert f"/r/{response.ref}/" in page
    offered = re.search(r'href="([^"]+)">Answer a questionnaire<', page)
    assert offered
    assert enter("jonas").get(offered[1].replace("&amp;", "&")).status_code == 200
    bank.does("arjun", "questionnaire", "retire", Questionnaire.objects.get(), reason="Old.")
    assert "Answer a questionnaire" not in enter("jonas").get(f"/r/{system.ref}/").content.decode()
