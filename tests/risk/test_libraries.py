"""Risk libraries: read from the files of their publishers, taken in once, renewed by an edition, refused by line."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from aims.kernel.denied import Denied
from aims.kernel.models import Event
from aims.kernel.world import present
from aims.risk.families import families
from aims.risk.importing import neighbours, plan, take_in
from aims.risk.libraries import Libraries, _families, read_paths
from aims.risk.models import LibraryRisk
from tests.bank import Bank, build

pytestmark = pytest.mark.django_db

PUBLISHED = Path(os.environ.get("AIMS_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
ATLAS = """
taxonomies:
- {id: ibm-risk-atlas, name: An atlas, version: '1'}
riskgroups:
- {id: ibm-risk-atlas-fairness, name: Fairness, isDefinedByTaxonomy: ibm-risk-atlas}
risks:
- {id: unfair, name: Unfair answers, description: Some are served worse., isDefinedByTaxonomy: ibm-risk-atlas,
   isPartOf: ibm-risk-atlas-fairness, url: 'https://publisher.example/unfair'}
- {id: odd, name: Odd answers, isDefinedByTaxonomy: ibm-risk-atlas, closeMatch: [unfair]}
"""
OTHER = """
taxonomies:
- {id: other, name: Another list}
risks:
- {id: harm, name: Harm to some, isDefinedByTaxonomy: other}
"""
CROSSWALK = """
risks:
- {id: unfair, broadMatch: [harm, elsewhere]}
- {id: harm, narrowMatch: [unfair]}
"""
MITRE = """
id: ATLAS
name: A matrix of attacks
version: 9.0
matrices:
- id: ATLAS
  tactics: [{id: TA1, name: Scouting}]
  techniques:
  - {id: T1, name: Look around, description: "One.", tactics: [TA1]}
  - {id: T1.1, name: In papers, subtechnique-of: T1}
  mitigations:
  - {id: M1, name: Say less, description: "Publish less.", techniques: [{id: T1, use: "It helps."}]}
case-studies:
- {id: CS1, name: A case, summary: "It went wrong.", procedure: [{tactic: TA1, technique: T1.1, description: "First."}]}
"""


def read(**files: str) -> Libraries:
    found = Libraries()
    for name, text in files.items():
        found.add(f"{name}.yaml", text.encode())
    return found


@pytest.fixture
def bank() -> Bank:
    return build()


def held() -> dict[str, LibraryRisk]:
    return {one.code: one for one in present().all(LibraryRisk)}


def test_an_entry_says_where_it_comes_from() -> None:
    entry = read(atlas=ATLAS).entries["ibm-risk-atlas", "unfair"]
    assert (entry["group"], entry["family"], entry["library_name"]) == ("Fairness", "bias", "An atlas")
    assert (entry["url"], entry["release"], len(entry["digest"])) == ("https://publisher.example/unfair", "1", 64)


def test_attacks_their_mitigations_and_cases() -> None:
    found = read(mitre=MITRE)
    sorts = {code: entry["sort"] for (_library, code), entry in found.entries.items()}
    assert sorts == {"T1": "technique", "T1.1": "technique", "M1": "mitigation", "CS1": "case_study"}
    part = found.entries["mitre-atlas", "T1.1"]
    assert (part["title"], part["group"]) == ("Look around: In papers", "Scouting"), "it belongs where the whole does"
    assert {(tie.source, tie.target) for tie in found.ties} == {("M1", "T1"), ("CS1", "T1.1")}


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"risks:\n- id: a\n\tname: b\n", 3),
        (b"risks:\n- id: 'a\xff'\n", 2),
        (b"risks: [" * 5000, 1),
        (b"risks:\n" + b"- [" * 5000, 2),
        (b"a: &a [*a]\n", 1),
        (b"a: b\nc: \x01\n", 2),
        (
            b"a: &a [x, x]\n"
            + b"".join(
                b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (n + 1, n + 1, *[n] * 9)
                for n in range(97, 106)
            ),
            7,
        ),
        (b"risks:\n" + b"- a\n" * 400_000, 299_955),
        (b"#" * (5 * 1024 * 1024 + 1), 0),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name_and_line(raw: bytes, line: int) -> None:
    found = read(atlas=ATLAS)
    found.add("bad.yaml", raw)
    assert [(one.file, one.line) for one in found.unread] == [("bad.yaml", line)]
    assert "bad.yaml" in str(found.unread[0])
    assert len(found.entries) == 2, "the others are taken"


def test_no_spelling_of_a_value_is_an_error() -> None:
    odd = "x: [!!int '', !!bool x, !!timestamp x, 1:2:3.5, 2024-13-45, !!float '', ~]"
    found = read(atlas=f"{ATLAS}\n{odd}")
    assert (len(found.entries), found.unread) == (2, [])


def test_a_list_where_words_belong_says_nothing() -> None:
    found = read(atlas=ATLAS.replace("closeMatch: [unfair]", "closeMatch: [[unfair], {a: unfair}]"))
    assert not found.ties


def test_the_sentence_of_a_refusal_is_in_the_language_of_the_page() -> None:
    with override("zh-hans"):
        refused = str(read(bad="risks:\n- id: 'a\n").unread[0])
    assert "bad.yaml" in refused
    assert not re.search("[a-z]{3,}", refused.replace("bad.yaml", ""))


def test_a_long_id_is_cut_and_blocks_no_later_import(bank: Bank) -> None:
    files = read(atlas=ATLAS.replace("odd", "o" * 250).replace("An atlas", "A" * 400).replace("Fairness", "F" * 400))
    take_in(files, bank.actor("mei"))
    again = take_in(files, bank.actor("mei"))
    assert (again.changes, len(held())) == (0, 2)
    assert take_in(read(other=OTHER), bank.actor("mei")).counts["created"] == 1


def test_an_entry_that_is_refused_leaves_nothing_behind(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aims.risk.importing.BATCH", 1)
    files = read(atlas=ATLAS)
    files.entries["ibm-risk-atlas", "odd"]["sort"] = "neither"
    with pytest.raises(Denied):
        take_in(files, bank.actor("mei"))
    assert not held()


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "datasets: [{id: a, name: b}]", "risks: 7", "matrices: [1, 2]"])
def test_what_holds_no_entry_is_left_aside(text: str) -> None:
    found = read(other=text)
    assert (found.left_aside, found.unread, found.entries) == (["other.yaml"], [], {})


def test_the_same_files_again_change_nothing(bank: Bank) -> None:
    files = read(atlas=ATLAS, other=OTHER, crosswalk=CROSSWALK, mitre=MITRE)
    first = take_in(files, bank.actor("mei"))
    assert first.counts == {"created": 7, "updated": 0, "retired": 0, "unchanged": 0, "links": 4}
    assert first.dangling == 1, "an entry of a library that is not here"
    before = Event.objects.count()
    again = take_in(files, bank.actor("mei"))
    assert (again.changes, again.counts["unchanged"]) == (0, 7)
    assert Event.objects.count() == before
    entry = held()["unfair"]
    assert {one.code for one in neighbours(present(), entry)} == {"harm", "odd"}
    assert {one.code for one in neighbours(present(), held()["harm"])} == {"unfair"}, "from either end"


def test_a_new_edition_changes_what_differs_and_retires_what_is_gone(bank: Bank) -> None:
    mei = bank.actor("mei")
    take_in(read(atlas=ATLAS, other=OTHER), mei)
    newer = "\n".join(line for line in ATLAS.splitlines() if "odd" not in line).replace("Some are", "Many are")
    assert plan(present(), read(atlas=newer)).counts["retired"] == 1
    assert take_in(read(atlas=newer), mei).counts == {
        "created": 0,
        "updated": 1,
        "retired": 1,
        "unchanged": 0,
        "links": 0,
    }
    now = held()
    assert (now["odd"].state, now["harm"].state) == ("retired", "current"), "another library is not touched"
    assert now["unfair"].description == "Many are served worse."
    back = take_in(read(atlas=ATLAS), mei)
    assert (back.counts["updated"], held()["odd"].state) == (2, "current")


def test_what_a_person_retired_stays_retired(bank: Bank) -> None:
    files = read(atlas=ATLAS)
    take_in(files, bank.actor("mei"))
    bank.does("mei", "library_risk", "retire", held()["odd"], reason="It says nothing to us.")
    assert take_in(files, bank.actor("mei")).changes == 0
    assert held()["odd"].state == "retired"


def test_who_may_not_is_refused_before_anything_is_made(bank: Bank) -> None:
    with pytest.raises(Denied) as refused:
        take_in(read(atlas=ATLAS), bank.actor("sara"))
    assert refused.value.params["person"], "somebody who may is named"
    assert not held()


def test_our_map_names_families_there_are() -> None:
    assert set(_families().values()) <= set(families())


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published libraries are not on this machine")
def test_the_published_libraries(bank: Bank) -> None:
    nexus = PUBLISHED / "ibm-risk-atlas-nexus/src/risk_atlas_nexus/data/knowledge_graph"
    found = read_paths([nexus, PUBLISHED / "mitre-atlas/dist/ATLAS.yaml"])
    assert [(one.file, one.line) for one in found.unread] == []
    sizes: dict[str, int] = {}
    for library, _code in found.entries:
        sizes[library] = sizes.get(library, 0) + 1
    assert sizes["ibm-risk-atlas"] == 99
    assert sizes["nist-ai-rmf"] == 12
    assert sizes["owasp-llm-2.0"] == 10
    assert sizes["mitre-atlas"] > 200
    take_in(found, bank.actor("mei"))
    near = {one.library for one in neighbours(present(), held()["atlas-prompt-injection"])}
    assert {"nist-ai-rmf", "owasp-llm-2.0"} <= near
    mapped = [e for (library, _code), e in found.entries.items() if library == "ibm-risk-atlas" and not e["family"]]
    assert not mapped, "each group of the atlas has its family"


def test_the_command(run: Callable[..., Any], home: Any, tmp_path: Path) -> None:
    (tmp_path / "atlas.yaml").write_text(ATLAS)
    (tmp_path / "bad.yaml").write_text("risks:\n\t- id: a\n")
    told = run("risks", "import", tmp_path, "--dry-run", "--json")
    assert '"created": 2' in told.stdout
    assert not held(), "a dry run changes nothing"
    told = run("risks", "import", tmp_path)
    assert told.exit_code == 0
    assert "created 2" in told.stdout
    assert "bad.yaml, line 2" in told.stderr
    assert run("risks", "import", tmp_path / "absent.yaml").exit_code == 1
