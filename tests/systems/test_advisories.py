"""Published advisories: which components they concern, what cannot be told, and that a second run changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from aims.kernel.duties import duties
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.systems.advisories import matches, package, read, record
from aims.systems.models import Vulnerability
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.datasets import component

ADVISORY: dict[str, Any] = {
    "id": "PYSEC-2099-1",
    "aliases": ["CVE-2099-1"],
    "summary": "Reads any file.",
    "database_specific": {"severity": "MODERATE"},
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Open_Neural"},
            "ranges": [
                {"type": "GIT", "events": [{"introduced": "0"}, {"fixed": "abc"}]},
                {"type": "ECOSYSTEM", "events": [{"introduced": "1.2"}, {"fixed": "1.10.0"}, {"introduced": "2.0"}]},
            ],
            "versions": ["1.3rc1"],
        }
    ],
}


@pytest.fixture
def bank(founded: Bank, db: None) -> Bank:
    return founded.anew()


def told(folder: Path, **files: str) -> Path:
    (folder / "one.json").write_text(json.dumps(ADVISORY), "utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.1", []),
        ("1.2.0", [True]),
        ("1.9.3", [True]),
        ("1.10", []),
        ("2.4", [True]),
        ("1.3rc1", [True]),
        ("1.4rc1", [False]),
    ],
)
def test_a_version_is_affected_by_list_or_by_range(
    bank: Bank, tmp_path: Path, version: str, expected: list[bool]
) -> None:
    component(bank, purl=f"pkg:pypi/open-neural@{version}", release="")
    found = matches(bank.world(), read(told(tmp_path))[0])
    assert [match.is_certain for match in found] == expected


@pytest.mark.django_db
def test_it_is_recorded_once_and_somebody_must_mend_it(bank: Bank, tmp_path: Path) -> None:
    part = component(bank, purl="pkg:pypi/open-neural", release="1.9.3")
    for _run in range(2):
        record(present(), SYSTEM, matches(present(), read(told(tmp_path))[0]))
    made = Vulnerability.objects.get()
    assert (made.component_id, made.severity, made.fixed_in, made.state) == (part.pk, "medium", "1.10.0", "open")
    assert [duty.about for duty in duties(present()) if duty.code == "vulnerability_open"] == [made.pk]
    bank.by("Liang", "vulnerability", "not_affected", made.pk, reason="That file is not served.")
    record(present(), SYSTEM, matches(present(), read(tmp_path)[0]))
    assert Vulnerability.objects.get().state == "not_affected"
    assert [duty for duty in duties(present()) if duty.code == "vulnerability_open"] == []


def test_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    broken = {"broken__json": '{\n "id": 1,,\n}', "torn__yaml": "id: a\n  b: [\n", "other__json": "[]"}
    advisories, unread = read(told(tmp_path, **broken))
    assert [one["id"] for one in advisories] == ["PYSEC-2099-1"]
    assert {one.file.name: one.line for one in unread} == {"broken.json": 2, "other.json": 0, "torn.yaml": 2}


def test_package_urls_are_compared_as_their_ecosystem_does() -> None:
    assert package("pkg:PyPI/Scikit_Learn@1.5?os=linux") == ("pypi/scikit-learn", "1.5")
    assert package("pkg:npm/%40scope/name@2.0.0") == ("npm/@scope/name", "2.0.0")
    assert package("torch 2.9") is None
