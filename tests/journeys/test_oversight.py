"""Human oversight as it is lived: a credit model decides 1,000 applications, and people have a hand on it.

The model is really trained (logistic regression on the German credit data, Hofmann 1994), the gate is that of the SDK,
the server is served; three reviewers, the owner of the system and the chief executive sit at browsers.
"""

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aims_sdk import Aims, Settings, Stopped
from aims_sdk.proof import verify_bundle

from tests.journeys.conftest import PASSWORD, Bank, serving
from tests.journeys.test_first_day import Visitor

pytestmark = pytest.mark.journey
DATA = Path(os.environ.get("AIMS_TEST_DATA", ""), "german-credit", "german.data")
NUMBERS = {"months": 1, "amount": 4, "rate": 7, "residence": 10, "age": 12, "credits": 15}
UNSURE = [{"field": "score", "operator": "gte", "value": 0.49}, {"field": "score", "operator": "lt", "value": 0.51}]
HOLD = {"any": [{"all": UNSURE}, {"field": "inputs.amount", "operator": "gt", "value": 13_000}]}
PLAN = {
    "hold_when": HOLD,
    "when_held": "pending",
    "minutes": 1,
    "undo_seconds": 1,
    "escalation": [{"after": 1, "role": "system_owner"}],
}
EACH = 3
"""Cases that each reviewer rules on."""


class Applied(NamedTuple):
    """One application as the model decided it."""

    key: str
    inputs: dict[str, float]
    score: float

    @property
    def output(self) -> str:
        return "grant" if self.score >= 0.5 else "decline"

    @property
    def must_be_seen(self) -> bool:
        return 0.49 <= self.score < 0.51 or self.inputs["amount"] > 13_000


def applications() -> list[Applied]:
    """The data set as a trained model decides it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [line.split() for line in DATA.read_text().splitlines()]
    inputs = [{name: float(row[place]) for name, place in NUMBERS.items()} for row in rows]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(
        [list(one.values()) for one in inputs[:500]], [row[-1] == "1" for row in rows[:500]]
    )
    scores = model.predict_proba([list(one.values()) for one in inputs])[:, 1]
    pairs = zip(inputs, scores, strict=True)
    return [Applied(f"app-{n:04}", one, round(float(score), 4)) for n, (one, score) in enumerate(pairs)]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bank, dict[str, str]]]:
    if not DATA.is_file():
        pytest.skip("AIMS_TEST_DATA holds no german-credit")
    home = tmp_path_factory.mktemp("oversight")
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("AIMS_", "DJANGO_"))}
    environment = outside | {"AIMS_HOME": str(home), "AIMS_TIME_ZONE": "UTC"}
    asked = [sys.executable, "-m", "tests.journeys.oversight_home", json.dumps(PLAN)]
    made = subprocess.run(asked, env=environment, check=True, timeout=240, capture_output=True, text=True)
    told = json.loads(made.stdout.splitlines()[-1])
    with serving(home, environment) as url:
        yield Bank(url, PASSWORD), told


@pytest.fixture(scope="module")
def sits(chromium: Any, bank: tuple[Bank, dict[str, str]]) -> Iterator[Callable[[str], Visitor]]:
    visitors: dict[str, Visitor] = {}

    def sit(name: str) -> Visitor:
        return visitors.get(name) or visitors.setdefault(name, Visitor(chromium, bank[0], name))

    yield sit
    complaints = [one for visitor in visitors.values() for one in visitor.complaints]
    for visitor in visitors.values():
        visitor.context.close()
    assert not complaints


def until(holds: Callable[[], bool], seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.5)


def rules(visitor: Visitor, letter: str, why: str) -> bool:
    """By the keyboard alone; False where no case is theirs."""
    page = visitor.page
    if page.locator("[data-desk-send]").count() == 0:
        if page.locator("[data-desk-key=t]").count() == 0:
            return False
        page.keyboard.press("t")
        page.wait_for_selector("[data-desk-send]")
    page.keyboard.press(letter)
    if letter == "o":
        page.keyboard.type("grant")
    page.locator("textarea[name=why]").fill(why)
    case = str(page.locator(".head .ref").first.inner_text())
    page.keyboard.press("Control+Enter")
    page.wait_for_function("ref => document.querySelector('.desk .head .ref')?.textContent !== ref", arg=case)
    return True


def test_oversight_is_lived(bank: tuple[Bank, dict[str, str]], sits: Callable[[str], Visitor], tmp_path: Path) -> None:
    served, told = bank
    seats = [sits(name) for name in ("priya", "amir", "lena")]
    aims = Aims(Settings(url=served.url, token=told["key"], spool=tmp_path, interval=0.2))
    try:
        every = applications()
        held = decided(aims, told["system"], every)
        assert set(held) == {one.key for one in every if one.must_be_seen}, "the plan holds the right ones"
        assert 3 * EACH < len(held) < 200
        ruled = sum(rules(seat, letter, f"Seen by {n}.") for seat in seats for n, letter in at_the_desk(seat))
        assert ruled >= EACH, "the rest waits for longer than a minute"
        owner = sits("farid")
        until(lambda: owner.go("/oversight/desk/").locator("[data-desk-key=t]").count() > 0)
        assert "escalated to System owner" in owner.page.inner_text("#queue")
        assert rules(owner, "r", "Escalated and looked at.")
        until(lambda: sum(handle.poll() in ("released", "refused") for handle in held.values()) == ruled + 1)
        stopped_and_restarted(aims, told["system"], sits("tan"))
        account_and_bundle_agree(sits("priya"), tmp_path)
    finally:
        aims.close()


def decided(aims: Aims, system: str, every: list[Applied]) -> dict[str, Any]:
    """All through the gate: the handles of those that are held."""
    found = {}
    for one in every:
        ruling = aims.submit(
            system, key=one.key, version="1.0", inputs=one.inputs, output=one.output, score=one.score, title=one.key
        )
        if ruling.state != "passed":
            found[one.key] = ruling
    return found


def at_the_desk(seat: Visitor) -> Iterator[tuple[int, str]]:
    seat.go("/oversight/desk/")
    yield from enumerate("gor"[:EACH])


def passes(aims: Aims, system: str, key: str) -> bool:
    try:
        ruling = aims.submit(system, key=key, version="1.0", inputs={"amount": 900.0}, output="grant", score=0.9)
    except Stopped:
        return False
    return bool(ruling.state == "passed")


def stopped_and_restarted(aims: Aims, system: str, chief: Visitor) -> None:
    assert passes(aims, system, "before")
    page = chief.go(f"/r/{system}/")
    page.get_by_role("link", name=f"Stop {system}").click()
    page.fill("textarea[name=why]", "Half of those over fifty are declined.")
    page.get_by_role("button", name="Stop a system", exact=True).click()
    page.wait_for_url("**/r/STP-0001/")
    until(lambda: not passes(aims, system, f"while-{time.monotonic()}"))
    assert "its gates refuse until it is restarted" in chief.go(f"/r/{system}/").inner_text("main")
    page = chief.go("/r/STP-0001/do/restart")
    page.fill("textarea[name=reason]", "Trained anew and tested.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/r/STP-0001/")
    until(lambda: passes(aims, system, f"after-{time.monotonic()}"))


def account_and_bundle_agree(reviewer: Visitor, folder: Path) -> None:
    page = reviewer.go("/k/review_case/?state=released")
    page.locator("main table tbody a").first.click()
    page.wait_for_selector("#ruling")
    account = page.inner_text("main")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the evidence bundle").click()
    out = folder / "case.aims.zip"
    coming.value.save_as(out)
    assert verify_bundle(out).ok
    with zipfile.ZipFile(out) as kept:
        said = json.loads(kept.read("posture.json"))
    for told in (said["case"], said["key"], said["ruling"]["reason"], said["ruling"]["ruling"], said["digest"]):
        assert told in account, told
    assert said["ruling"]["competence"] in account
