"""An organisation's own framework file: taken as it is, refused with a sentence, or taking an older one's place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aims import catalogue
from aims.catalogue._catalogue import Catalogue

HEAD = """\
id: {id}
title: {{en: House rules, zh: 内部规则}}
short: {{en: House rules, zh: 内部规则}}
sort: voluntary
publisher: {{en: The organisation, zh: 本组织}}
edition: {{en: first, zh: 第一版}}
source: intranet
licence: {{en: own text, zh: 自有文本}}
verification:
  state: checked
  as_of: 2026-11-22
  note: {{en: written by us, zh: 本组织编写}}
"""
OLD = (
    HEAD.format(id="house:1")
    + """\
nodes:
  - {id: "1", title: {en: Ask first, zh: 先询问}, relations: [{type: intersects, to: "iso42001:2023/A.9.2"}]}
  - {id: "2", title: {en: Label it, zh: 加标识}}
  - {id: "3", title: {en: Keep it, zh: 保存}}
  - {id: "4", title: {en: Old habit, zh: 旧做法}}
"""
)
NEW = (
    HEAD.format(id="house:2")
    + """\
replaces: house:1
nodes:
  - {id: "1", title: {en: Ask first, zh: 先询问}}
  - {id: "2", title: {en: Something new, zh: 新内容}, was: []}
  - {id: "3", title: {en: Label and keep, zh: 标识并保存}, was: ["2", "3"]}
  - {id: "5", title: {en: Label images, zh: 图片加标识}, was: ["2"]}
"""
)

Drop = Callable[..., Catalogue]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    """Writes files into a folder of an organisation and opens a catalogue that looks there too."""

    def dropped(**files: str) -> Catalogue:
        for stem, text in files.items():
            (tmp_path / f"{stem.replace('_', '-')}.yaml").write_text(text, "utf-8")
        return Catalogue(tmp_path)

    return dropped


def test_adding_a_framework_is_adding_a_file(drop: Drop) -> None:
    opened = drop(house_1=OLD)
    assert [one.id for one in opened.frameworks if one.id.startswith("house")] == ["house:1"]
    assert opened.node("house:1/1").title.zh == "先询问"
    assert [one.id for one in opened.twins("iso42001:2023/A.9.2")["house:1"]] == ["house:1/1"]
    assert opened.refused == ()


def test_the_running_catalogue_can_look_into_further_folders(tmp_path: Path) -> None:
    (tmp_path / "house-1.yaml").write_text(OLD, "utf-8")
    try:
        catalogue.look_also_in(tmp_path, tmp_path / "missing")
        assert catalogue.framework("house:1").title.en == "House rules"
    finally:
        catalogue.look_also_in()
    with pytest.raises(catalogue.UnknownId):
        catalogue.framework("house:1")


FAULTS = {
    "not yaml": ("sort: voluntary", "sort: [voluntary", 5, "not YAML"),
    "misspelt field": ("source: intranet", "sauce: intranet", None, '"source" is missing'),
    "field too many": ("source: intranet", "source: intranet\ncolour: red", 8, '"colour" is not a field'),
    "one language": ("{en: own text, zh: 自有文本}", "{en: own text}", 8, '"zh" is missing'),
    "number for text": ('{id: "3"', "{id: 3.1", 16, "put it in quotes"),
    "twice the same": ('{id: "4"', '{id: "3"', 17, "stands twice"),
    "wrong sort": ("sort: voluntary", "sort: nice", 4, "write one of: management_system_standard, law"),
    "wrong type": ("type: intersects", "type: alike", 14, "write one of: equal, subset"),
    "no such target": ("iso42001:2023/A.9.2", "iso42001:2023/A.99", 14, "is not a clause, requirement or control"),
    "wrong name": ("id: house:1\n", "id: house:7\n", 1, "the file must be called house-7.yaml"),
    "bad date": ("as_of: 2026-11-22", "as_of: soon", 11, "is not a date"),
    "not a list": ("nodes:", "effective: today\nnodes:", 13, "must be a list"),
    "written twice": ("source: intranet", "source: intranet\nsource: elsewhere", 8, "written twice"),
    "not a mapping": ("verification:", "was: x\nverification:", 9, '"was" is not a field'),
}


@pytest.mark.parametrize(("right", "wrong", "line", "words"), FAULTS.values(), ids=FAULTS)
def test_a_file_with_a_fault_is_refused_by_file_line_and_cure(
    drop: Drop, right: str, wrong: str, line: int | None, words: str
) -> None:
    assert right in OLD
    opened = drop(house_1=OLD.replace(right, wrong))
    assert len(opened.frameworks) == 28, "the others stay usable"
    [fault] = opened.refused
    assert "house-1.yaml" in fault.sentence.en
    assert "house-1.yaml" in fault.sentence.zh
    assert words in fault.sentence.en
    if line is not None:
        assert f"line {line}:" in fault.sentence.en
        assert f"第{line}行：" in fault.sentence.zh


def test_asking_for_a_refused_framework_says_why(drop: Drop) -> None:
    opened = drop(house_1=OLD.replace("sort: voluntary", "sort: nice"))
    with pytest.raises(catalogue.FrameworkRefused, match=r"house-1\.yaml, line 4"):
        opened.framework("house:1")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_a_file_that_is_something_else_is_refused(drop: Drop, text: str) -> None:
    [fault] = drop(house_1=text).refused
    assert "named fields" in fault.sentence.en


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house-1.yaml").write_bytes(OLD.encode("gb18030"))
    [fault] = Catalogue(tmp_path).refused
    assert "UTF-8" in fault.sentence.en


def test_the_short_suffix_is_read_as_well(tmp_path: Path) -> None:
    (tmp_path / "house-1.yml").write_text(OLD, "utf-8")
    assert Catalogue(tmp_path).framework("house:1").source == "intranet"


def test_an_id_that_is_taken_is_refused(drop: Drop) -> None:
    [fault] = drop(gdpr=HEAD.format(id="gdpr")).refused
    assert "already there" in fault.sentence.en


def test_a_fault_in_a_file_we_ship_stops(tmp_path: Path) -> None:
    (tmp_path / "house-1.yaml").write_text("", "utf-8")
    with pytest.raises(catalogue.FrameworkRefused):
        _ = Catalogue(shipped=tmp_path).frameworks


def test_upgrading_a_framework_keeps_what_was_stored_under_the_old_ids(drop: Drop) -> None:
    opened = drop(house_1=OLD, house_2=NEW)
    assert opened.refused == ()
    assert opened.current("house:1/1") == ("house:2/1",), "the same number stays the same place"
    assert opened.current("house:1/3") == ("house:2/3",), "renumbered"
    assert opened.current("house:1/2") == ("house:2/3", "house:2/5"), "split, and merged with another"
    assert opened.current("house:1/4") == ("house:1/4",), "gone: the old id still finds it"
    assert opened.current("house:2/3") == ("house:2/3",)
    assert opened.earlier("house:2/3") == ("house:1/2", "house:1/3")
    assert opened.earlier("house:2/2") == (), "a new meaning under an old number inherits nothing"
    assert opened.node("house:1/4").title.en == "Old habit"


def test_the_old_file_may_be_removed_after_the_upgrade(drop: Drop) -> None:
    opened = drop(house_2=NEW)
    assert opened.refused == ()
    assert opened.current("house:1/2") == ("house:2/3", "house:2/5")


def test_an_upgrade_of_an_upgrade_is_followed_to_its_end(drop: Drop) -> None:
    third = (
        HEAD.format(id="house:3") + 'replaces: house:2\nnodes:\n  - {id: A, title: {en: All, zh: 全部}, was: ["3"]}\n'
    )
    opened = drop(house_1=OLD, house_2=NEW, house_3=third)
    assert opened.current("house:1/3") == ("house:3/A",)
    assert opened.earlier("house:3/A") == ("house:2/3", "house:1/2", "house:1/3")


def test_a_place_may_be_renamed_within_its_framework(drop: Drop) -> None:
    opened = drop(house_1=OLD.replace('{id: "4"', '{id: "4a", was: ["4"]'))
    assert opened.current("house:1/4") == ("house:1/4a",)


def test_places_that_name_each_other_do_not_go_round_for_ever(drop: Drop) -> None:
    text = OLD.replace('{id: "3"', '{id: "3", was: ["4"]').replace('{id: "4"', '{id: "4", was: ["3"]')
    opened = drop(house_1=text)
    assert opened.current("house:1/3")
    assert opened.earlier("house:1/3") == ("house:1/4",)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('was: ["2"]', 'was: ["9"]', 'house:1 has no "9"'),
        ("replaces: house:1", "replaces: house:2", "cannot replace itself"),
    ],
)
def test_an_upgrade_that_would_lose_work_is_refused(drop: Drop, right: str, wrong: str, words: str) -> None:
    [fault] = drop(house_1=OLD, house_2=NEW.replace(right, wrong)).refused
    assert words in fault.sentence.en


def test_what_we_ship_replaces_nothing_yet() -> None:
    assert all(catalogue.current(one) == (one,) for one in catalogue.requirements())
    assert not any(catalogue.earlier(one) for one in catalogue.requirements())
