"""Roles, separation of duties and states as data: complete against the guide and sound in themselves."""

import re

from aims import catalogue

from .sources import KERNEL, content, reference

ROLES = {row["id"]: row for row in content(KERNEL / "roles.yaml")["roles"]}
RULES = content(KERNEL / "sod.yaml")["rules"]
MACHINES = content(KERNEL / "states.yaml")["machines"]
ADDED = {"staff_member", "administrator", "integration", "directory"}
DECISIONS = {"approve", "accept", "verify", "grade", "close", "publish"}


def test_roles_are_those_of_the_guide_and_four_more() -> None:
    assert len(ROLES) == 32
    guide = [row["id"] for row in reference("guide_data.yaml")["roles"]]
    assert list(ROLES)[:28] == guide
    assert set(ROLES) - set(guide) == ADDED
    labels = reference("labels_zh.yaml")["roles"]
    assert {one: ROLES[one]["label"]["zh"] for one in guide} == labels


def test_each_role_says_what_it_sees_and_never_does() -> None:
    for role in ROLES.values():
        assert set(role) == {"id", "label", "what", "account", "sees", "never", "read_only"} | (
            {"time_boxed"} & set(role)
        )
        assert role["sees"] in {"everything", "ordinary", "public", "none"}
        assert role["account"] in {"person", "software"}
    assert ROLES["staff_member"]["sees"] == "public"
    assert ROLES["administrator"]["sees"] == "none"
    assert {one for one, role in ROLES.items() if role["read_only"]} == {"external_auditor", "governing_body"}
    assert {one for one, role in ROLES.items() if role["account"] == "software"} == {
        "agent",
        "integration",
        "directory",
    }
    for one in ("agent", "integration", "directory", "administrator"):
        assert set(ROLES[one]["never"]) >= DECISIONS


def test_the_seventeen_rules_of_separation_and_two_more() -> None:
    assert [rule["id"] for rule in RULES] == [f"SOD-{number:02}" for number in range(1, 20)]
    assert {rule["iso42001"] for rule in RULES} <= set(catalogue.requirements())
    assert [(r["id"], f"{r['iso42001']}") for r in RULES[:17]] == [
        (r["id"], f"iso42001:2023/{r['iso42001']}") for r in reference("guide_data.yaml")["separation_of_duties"]
    ]


def test_each_rule_is_enforced_or_says_what_it_waits_for() -> None:
    for rule in RULES:
        assert (rule["enforced_by"] is None) != (rule["needs"] is None), rule["id"]
        assert rule["forbids"] or rule["roles_apart"] or rule.get("waives"), rule["id"]
        for pair in rule["roles_apart"]:
            assert set(pair) <= set(ROLES)


def test_what_a_rule_forbids_can_be_read_by_a_program() -> None:
    fields = {"actions", "kinds", "who_did", "who_is", "who_holds", "where", "within"}
    for rule in RULES:
        forbids = rule["forbids"]
        if forbids is None:
            continue
        assert set(forbids) - {"who_wrote"} == fields, rule["id"]
        assert forbids["actions"], rule["id"]
        assert any(forbids.get(who) for who in ("who_did", "who_is", "who_wrote", "who_holds")), rule["id"]
        assert set(forbids["who_holds"]) <= set(ROLES), rule["id"]
        assert forbids["where"] in {"same_record", "same_version", "audited_record", "any_record"}
        assert forbids["within"] is None or re.fullmatch(r"P\d+[DMY]", forbids["within"])


def test_every_state_of_the_guide_is_stored_or_a_standing() -> None:
    guide = reference("guide_data.yaml")["state_machines"]
    assert {one: list(machine["states"]) for one, machine in MACHINES.items()} == {
        one: machine["states"] for one, machine in guide.items()
    }
    labels = reference("labels_zh.yaml")["states"]
    for one, machine in MACHINES.items():
        for state, row in machine["states"].items():
            if state in labels and (one, state) not in {("treatment", "effective")}:
                assert row["label"]["zh"] == labels[state], (one, state)
    assert MACHINES["treatment"]["states"]["effective"]["label"]["zh"] == "有效"


def test_a_standing_lies_over_stored_states_and_is_decided_by_clock_or_record() -> None:
    assert len(MACHINES) == 18
    assert sum(len(machine["states"]) for machine in MACHINES.values()) == 145
    for one, machine in MACHINES.items():
        stored = {state for state, row in machine["states"].items() if "stored" in row}
        for state, row in machine["states"].items():
            if "stored" in row:
                assert set(row) == {"stored", "label"}, (one, state)
                continue
            assert set(row) == {"standing", "decided_by", "over", "label"}, (one, state)
            assert set(row["decided_by"]) <= {"clock", "record"}
            assert row["decided_by"]
            assert set(row["over"]) <= stored
            assert row["over"]


def test_what_the_system_alone_decides_is_never_stored() -> None:
    """A state that only the system may enter in the guide is a standing here, the first state of a life cycle apart."""
    for one, machine in reference("guide_data.yaml")["state_machines"].items():
        for state in machine["states"]:
            actors = {t["actor"] for t in machine["transitions"] if t["to"] == state}
            if actors == {"system"} and state != machine["initial"]:
                assert "standing" in MACHINES[one]["states"][state], (one, state)
