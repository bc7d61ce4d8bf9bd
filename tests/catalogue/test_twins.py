"""Relations lead to places that exist, and are seen from both ends."""

import pytest

from aims import catalogue

INVERSE = {"equal": "equal", "subset": "superset", "superset": "subset", "intersects": "intersects"}
NODES = [node for one in catalogue.frameworks() for node in one.nodes if node.relations]


def twin(asked: str, other: str) -> catalogue.Twin:
    group = catalogue.twins(asked)[other.partition("/")[0]]
    [found] = [one for one in group if one.id == other]
    return found


def test_every_relation_leads_to_a_clause_or_control_once() -> None:
    for node in NODES:
        targets = [relation.to for relation in node.relations]
        assert len(targets) == len(set(targets)), node.id
        assert all(isinstance(catalogue.node(to), catalogue.Clause | catalogue.Control) for to in targets), node.id


def test_every_relation_is_seen_from_both_ends() -> None:
    for node in NODES:
        for relation in node.relations:
            assert twin(relation.to, node.id).type == relation.type
            assert twin(node.id, relation.to).type == INVERSE[relation.type]


def test_twins_of_other_frameworks_are_mutual() -> None:
    seen = {
        (node.id, one.id): (one.type, frozenset(one.at))
        for node in NODES
        for framework, group in catalogue.twins(node.id).items()
        if framework != catalogue.ISO_42001
        for one in group
    }
    assert len(seen) > 10_000
    assert all(seen[other, one] == how for (one, other), how in seen.items())


def test_a_requirement_shares_the_relations_of_its_clause() -> None:
    of_clause = catalogue.twins("iso42001:2023/9.2.1")
    assert catalogue.twins("iso42001:2023/9.2.1-a") == of_clause
    assert "iso27001-2022" in of_clause


def test_equal_is_said_only_of_the_whole() -> None:
    audit = twin("iso42001:2023/9.2.1", "iso27001-2022/27001:9.2")
    assert (audit.type, audit.together) == ("equal", ("iso42001:2023/9.2.2",))
    assert twin("iso27001-2022/27001:9.2", "iso9001-2015/9001:9.2").type == "equal"
    assert twin("eu-ai-act/art-27", "gdpr/gdpr-35").type == "related"


def test_groups_come_in_catalogue_order_and_only_where_something_meets() -> None:
    order = [one.id for one in catalogue.frameworks()]
    groups = list(catalogue.twins("eu-ai-act/art-14"))
    assert groups == [one for one in order if one in groups]
    assert groups[0] == catalogue.ISO_42001
    assert catalogue.twins("oecd-ai/oecd-2.1") == {}


@pytest.mark.parametrize("wrong", ["", "iso42001:2023", "iso42001:2023/6.1.3-z", "nobody/1", "eu-ai-act/"])
def test_an_unknown_id_is_refused_with_a_sentence(wrong: str) -> None:
    for ask in (catalogue.node, catalogue.requirement, catalogue.twins, catalogue.reach):
        with pytest.raises(catalogue.UnknownId) as refusal:
            ask(wrong)
        assert "framework/place" in refusal.value.sentence.en
        assert "框架/位置" in refusal.value.sentence.zh


def test_a_law_article_is_a_node_and_not_a_requirement() -> None:
    assert catalogue.node("eu-ai-act/art-9").cite.zh == "第9条"
    with pytest.raises(catalogue.UnknownId):
        catalogue.requirement("eu-ai-act/art-9")
