"""A map that fits: what comes out of the cells."""

from typing import Any

import pytest

from aims.exchange.maps import FieldSpec, Rejected, Row, apply, check, parse_map, read_map
from aims.exchange.maps.applying import KEY_LENGTH
from aims.exchange.sheets import read_sheet

HEAD = "source: s\nkind: ai_system\nlanguage: en\nkey: Name\n"
FIELDS = {
    spec.name: spec
    for spec in (
        FieldSpec("title", required=True, max_length=20),
        FieldSpec("use"),
        FieldSpec("stage", "choice", choices=("building", "running")),
        FieldSpec("tags", "multi", choices=("red", "green", "blue")),
        FieldSpec("since", "date"),
        FieldSpec("live", "bool"),
        FieldSpec("users", "number"),
        FieldSpec("owner", "ref"),
    )
}


def outcomes(fields: str, sheet: str, more: str = "") -> list[Row | Rejected]:
    text = f"{HEAD}fields:\n  title: Name\n{fields}{more}"
    return list(apply(parse_map(text), read_sheet(sheet.encode()), FIELDS))


def one(fields: str, sheet: str, more: str = "") -> Any:
    return outcomes(fields, sheet, more)[0]


def reasons(outcome: Any) -> list[str]:
    assert isinstance(outcome, Rejected)
    return [str(reason) for reason in outcome.reasons]


def test_values_attributes_and_key() -> None:
    row = one("  use: Purpose\n", " name ,PURPOSE,Extra,Nothing\n A\u00a0 b ,x,  kept ,\u00a0\n")
    assert (row.number, row.key, row.stem) == (2, "a b", "a b")
    assert row.values == {"title": "A b", "use": "x"}
    assert row.attributes == {"Extra": "kept"}
    assert len(row.digest) == 64


def test_a_line_has_no_breaks_and_a_text_keeps_them() -> None:
    row = one("  use: Use\n", 'Name,Use\n"A\nb","one\r\n\u200b two\u00a0 2 \r\n\r\nthree "\n')
    assert row.values == {"title": "A b", "use": "one\ntwo 2\n\nthree"}


@pytest.mark.parametrize("cell", ["Yes", "YES", "Yes ", "yes\u00a0", " yEs", "y", "1", "true", "是"])
def test_yes(cell: str) -> None:
    assert one("  live: Live\n", f"Name,Live\nA,{cell}\n").values["live"] is True


@pytest.mark.parametrize(
    ("fields", "cell", "field", "value"),
    [
        ("  live: X\n", "No ", "live", False),
        ("  live: X\n", "", "live", None),
        ("  live: {from: X, fold: {Nee: no}}\n", "nee", "live", False),
        ("  users: X\n", "1,234,567", "users", 1234567),
        ("  users: X\n", "12 000.50", "users", 12000.5),
        ("  users: X\n", "-3", "users", -3),
        ("  since: X\n", "2024-01-31", "since", "2024-01-31"),
        ("  since: X\n", "2024-01-31T09:30:00", "since", "2024-01-31"),
        ('  since: {from: X, dates: ["%m/%Y", "%d.%m.%Y"]}\n', "3/2024", "since", "2024-03-01"),
        ('  since: {from: X, dates: ["%m/%Y", "%d.%m.%Y"]}\n', "31.1.2024", "since", "2024-01-31"),
        ("  stage: X\n", "Running ", "stage", "running"),
        ("  stage: {from: X, fold: {In  Use: running, N/A: ~}}\n", "in use", "stage", "running"),
        ("  stage: {from: X, fold: {In Use: running, N/A: ~}}\n", "n/a", "stage", ""),
        ("  stage: {from: X, otherwise: building}\n", "who knows", "stage", "building"),
        ("  stage: {from: X, otherwise: ~}\n", "who knows", "stage", ""),
        ("  stage: {from: X, default: building}\n", " ", "stage", "building"),
        ("  tags: X\n", "red; Blue ;red;", "tags", ["red", "blue"]),
        ('  tags: {from: X, split: "/"}\n', "red/blue", "tags", ["red", "blue"]),
        ("  tags: X\n", "", "tags", []),
        ("  tags: {from: X, fold: {rood: red, geen: ~}}\n", "Rood;geen;green", "tags", ["red", "green"]),
        ("  use: {from: X, fold: {none: ~}}\n", "NONE", "use", ""),
        ("  use: {from: X, fold: {none: ~}}\n", "something", "use", "something"),
        ("  use: {from: [X, Name], join: ' / '}\n", "x", "use", "x / A"),
        ("  use: {from: [X, Name], join: ' / '}\n", "", "use", "A"),
        ("  use: {from: [X, Name]}\n", "", "use", "A"),
        ("  owner: X\n", "PER-1 ", "owner", "PER-1"),
        ("  owner: X\n", "", "owner", None),
    ],
)
def test_value(fields: str, cell: str, field: str, value: object) -> None:
    row = one(fields, f'Name,X\nA,"{cell}"\n')
    assert isinstance(row, Row), row
    assert row.values[field] == value
    assert type(row.values[field]) is type(value)


def test_a_list_written_as_json() -> None:
    row = one("  tags: X\n", 'Name,X\nA,"[""red"", ""Blue""]"\n')
    assert row.values["tags"] == ["red", "blue"]


def test_words_that_mean_nothing() -> None:
    row = one("  use: X\n  since: Y\n", "Name,X,Y,Z\nA,n/a,NONE,N/A\n", "empty: [N/A, None]\n")
    assert row.values == {"title": "A", "use": "", "since": None}
    assert row.attributes == {"Z": "N/A"}


def test_constants_ignored_and_kept_columns() -> None:
    more = "constants:\n  stage: building\n  tags: [red, blue]\nignore: [Z, Absent]\n"
    row = one("  use: {from: X, keep: true}\n", "Name,X,Z\nA,x,z\n", more)
    assert row.values == {"title": "A", "use": "x", "stage": "building", "tags": ["red", "blue"]}
    assert row.attributes == {"X": "x"}


@pytest.mark.parametrize(
    ("fields", "cell", "sentence"),
    [
        ("  live: X\n", "maybe", "live cannot be “maybe”: yes or no is needed."),
        ("  users: X\n", "12,5", "users cannot be “12,5”: a number is needed."),
        ("  users: X\n", "nan", "users cannot be “nan”: a number is needed."),
        ("  since: X\n", "31/1/24", "since cannot be “31/1/24”: a date is written as YYYY-MM-DD."),
        (
            "  stage: X\n",
            "idle",
            "stage cannot be “idle”. Add it to fold in the map; the choices are building, running.",
        ),
        (
            "  tags: X\n",
            "red;pink",
            "tags cannot be “pink”. Add it to fold in the map; the choices are red, green, blue.",
        ),
        ("  use: {from: X, required: true}\n", "\u00a0", "use is required; nothing stands under X."),
        ("  tags: {from: X, required: true}\n", ";", "tags is required; nothing stands under X."),
    ],
)
def test_refused(fields: str, cell: str, sentence: str) -> None:
    assert reasons(one(fields, f'Name,X\nA,"{cell}"\n')) == [sentence]


def test_all_reasons_of_a_row_and_its_raw_cells() -> None:
    rejected = one("  live: X\n  users: Y\n", f"Name,X,Y\n{'A' * 21},maybe ,many\n")
    assert len(reasons(rejected)) == 3
    assert reasons(rejected)[0] == "title has 21 characters; the limit is 20."
    assert rejected.raw == {"Name": "A" * 21, "X": "maybe ", "Y": "many"}
    assert rejected.key == "a" * 21


def test_a_long_text_is_cut_where_the_map_says_so() -> None:
    text = f"{HEAD}fields:\n  title: {{from: Name, truncate: true, keep: true}}\n"
    (row,) = apply(parse_map(text), read_sheet(b"Name,X\n" + b"A" * 30 + b",x\n"), FIELDS)
    assert isinstance(row, Row)
    assert row.values["title"] == "A" * 19 + "…"
    assert row.attributes["Name"] == "A" * 30


def test_a_long_row_is_rejected_with_its_cells() -> None:
    good, bad = outcomes("", "Name,X\nA,x\nB,one, two\n")
    assert isinstance(good, Row)
    assert reasons(bad) == ["The row has 3 cells under 2 headings; a cell may need quotation marks."]
    assert bad.raw["Column 3"] == " two"


def test_repeated_keys_are_rejected_by_default() -> None:
    first, second, third = outcomes("", "Name,X\nA,1\n a ,2\n,3\n")
    assert isinstance(first, Row)
    assert reasons(second) == ["Row 2 already has the key a."]
    assert reasons(third) == ["Nothing stands under Name, which make the key."]


def test_repeated_keys_are_numbered() -> None:
    found = outcomes("", "Name,X\nA,1\nB,2\na,3\nA | #2,4\nA,5\n", "on_repeat: number\n")
    assert [row.key for row in found] == ["a", "b", "a | #2", "a ¦ #2", "a | #3"]


def test_keys_of_several_columns() -> None:
    text = HEAD.replace("key: Name", "key: [Name, X]") + "fields:\n  title: Name\n"
    rows = list(apply(parse_map(text), read_sheet(f"Name,X\nA|b,c\nA,\n{'n' * 500},x\n".encode()), FIELDS))
    assert [row.key for row in rows][:2] == ["a¦b | c", "a | "]
    assert len(rows[2].key) == KEY_LENGTH


def test_the_digest_is_of_values_and_attributes_only() -> None:
    (first,) = outcomes("", "Name,X,Y\nA,1,\n")
    (again,) = outcomes("", "Name,Y,X\n A , ,1 \n")
    (other,) = outcomes("", "Name,X\nA,2\n")
    assert isinstance(first, Row)
    assert isinstance(again, Row)
    assert isinstance(other, Row)
    assert first.digest == again.digest != other.digest


def test_the_map_that_comes_along() -> None:
    shipped = read_map("us-federal-2024")
    assert (shipped.source, shipped.kind, shipped.language, shipped.on_repeat) == (
        "us-federal-2024",
        "ai_system",
        "en",
        "number",
    )


def test_reading_options_stand_in_the_map() -> None:
    written = parse_map(HEAD + "fields:\n  title: Name\ntable: '2024'\nheading: 3\nencoding: cp1252\n")
    assert (written.table, written.heading, written.encoding) == ("2024", 3, "cp1252")
    check(written, read_sheet(b"Name\nA\n"), FIELDS)
