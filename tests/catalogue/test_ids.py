"""The catalogue holds exactly what the reference lists hold, and its ids never change."""

from pathlib import Path

from aims import catalogue

from .sources import reference

IDS = (Path(__file__).parent / "iso42001_ids.txt").read_text().split()
OTHERS = [one for one in catalogue.frameworks() if one.id != catalogue.ISO_42001]


def test_the_202_ids_are_the_committed_ones_in_order() -> None:
    assert list(catalogue.requirements()) == IDS


def test_counts() -> None:
    assert len(catalogue.clauses()) == 32
    assert sum(len(clause.requirements) for clause in catalogue.clauses()) == 164
    assert len(catalogue.objectives()) == 9
    assert len(catalogue.controls()) == 38
    assert len(catalogue.requirements()) == 202
    assert [one.sort for one in catalogue.annex_c()] == ["objective"] * 11 + ["risk_source"] * 7
    assert len(OTHERS) == 27
    assert sum(len(one.nodes) for one in OTHERS) == 477
    assert sum(len(node.relations) for one in OTHERS for node in one.nodes) == 888


def test_ids_equal_the_reference_clauses_and_controls() -> None:
    clauses = reference("iso42001_clauses.yaml")["clauses"]
    objectives = reference("iso42001_annex_a.yaml")["objectives"]
    requirements = [row["id"] for clause in clauses for row in clause["items"]]
    controls = [row["id"] for objective in objectives for row in objective["controls"]]
    assert [one.removeprefix("iso42001:2023/") for one in IDS] == requirements + controls
    assert [one.place for one in catalogue.clauses()] == [clause["id"] for clause in clauses]
    assert [one.place for one in catalogue.objectives()] == [objective["id"] for objective in objectives]


def test_frameworks_equal_the_reference_crosswalk() -> None:
    for source in reference("crosswalk.yaml")["frameworks"]:
        ours = catalogue.framework(source["id"])
        assert [(node.place, node.title.en) for node in ours.nodes] == [(n["id"], n["title"]) for n in source["nodes"]]
        edges = {(e["node"], f"iso42001:2023/{e['iso42001']}", e["relation"]) for e in source["edges"]}
        assert {(node.place, r.to, r.type) for node in ours.nodes for r in node.relations} == edges


def test_the_22_places_that_ask_for_documented_information() -> None:
    asked = [
        one.place
        for one in map(catalogue.requirement, catalogue.requirements())
        if isinstance(one, catalogue.Requirement) and one.documented_information
    ]
    assert len(asked) == 22
    guide = reference("guide_data.yaml")
    assert asked == [row["item"] for row in guide["mandatory_documented_information"]]
    controls = [one.place for one in catalogue.controls() if one.asks_for_documentation]
    assert controls == guide["annex_a_controls_asking_for_documentation"]


def test_a_requirement_is_found_by_its_id_and_nothing_else_is_one() -> None:
    one = catalogue.requirement("iso42001:2023/6.1.3-f")
    assert isinstance(one, catalogue.Requirement)
    assert (one.title.in_("zh-hans"), one.title.in_("en-gb")) == ("适用性声明", "Statement of Applicability")
    assert one.clause == "iso42001:2023/6.1.3"
    control = catalogue.requirement("iso42001:2023/A.6.2.4")
    assert isinstance(control, catalogue.Control)
    assert control.related_clauses == ("iso42001:2023/8.1", "iso42001:2023/9.1")


def test_inner_references_lead_somewhere() -> None:
    for control in catalogue.controls():
        assert all(catalogue.node(one).title.en for one in control.related_clauses)
        assert isinstance(catalogue.node(control.objective), catalogue.Objective)
        assert control.part is None or catalogue.node(control.part).title.en
    for clause in catalogue.clauses():
        assert isinstance(catalogue.node(clause.group), catalogue.Group)
    for usual in catalogue.reference().common_nonconformities:
        assert set(usual.requirements) <= set(IDS)


def test_legal_dates_carry_source_and_state() -> None:
    act = catalogue.framework("eu-ai-act")
    timeline = reference("crosswalk.yaml")["eu_ai_act_timeline"]["dates"]
    assert [row.date.isoformat() for row in act.effective] == [row["date"] for row in timeline]
    high_risk = next(row for row in act.effective if row.date.isoformat() == "2027-12-02")
    assert "eu-ai-act/art-9" in high_risk.nodes
    assert high_risk.instead_of is not None
    assert high_risk.instead_of.isoformat() == "2026-08-02"
    for one in catalogue.frameworks():
        assert one.sort != "law" or one.effective
        assert all(row.source and row.state for row in one.effective)
