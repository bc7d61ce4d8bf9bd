"""Which encoding a file is in, and what is said where it is in two."""

import pytest

from aims.exchange.sheets import Unreadable, read_sheet

WESTERN = "Name,Use\nCafé – “prêt”,It’s naïve\nPlain,text\n"
CHINESE = "名称,用途\n信用评分系统,评估贷款申请人的还款能力\n智能客服,回答客户问题\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-8-sig", "utf-8-sig"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (WESTERN, "utf-16-be", "utf-16-be"),
        (WESTERN, "utf-32", "utf-32"),
        (WESTERN, "cp1252", "cp1252"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "gb18030", "gb18030"),
        ("Name,Use\nA,It’s one\n", "cp1252", "cp1252"),
        ("Naam,Doel\nA,coördinatie van één reünie\n", "cp1252", "cp1252"),
        ("Name,Use\n信用,x\n", "gb18030", "gb18030"),
    ],
)
def test_found(text: str, encoding: str, found: str) -> None:
    sheet = read_sheet(text.encode(encoding), "register.csv")
    assert sheet.encoding == found
    expected = [line.split(",") for line in text.splitlines()]
    assert list(sheet.columns) == expected[0]
    assert [list(row.values()) for _, row in sheet.rows] == expected[1:]
    assert not sheet.notices


def test_two_encodings_in_one_file() -> None:
    raw = "Name\nCafé\nnaïve\n".encode() + "prêt\n".encode("cp1252")
    sheet = read_sheet(raw, "r.csv")
    assert [row["Name"] for _, row in sheet.rows] == ["Café", "naïve", "prêt"]
    said = "r.csv mixes utf-8 and cp1252; check the accents from line 4 on. Lines in cp1252: 1."
    assert [str(notice) for notice in sheet.notices] == [said]


def test_chinese_rows_pasted_into_utf8() -> None:
    raw = "名称\n智能客服\n信用评分\n".encode() + "人脸识别\n".encode("gb18030")
    assert [row["名称"] for _, row in read_sheet(raw, "r.csv").rows] == ["智能客服", "信用评分", "人脸识别"]


def test_no_encoding_fits() -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"Name,Use\nA,x\nB,\x81 y\x8d\n", "r.csv")
    assert str(refused.value) == (
        "Line 3 of r.csv cannot be read: byte 0x81 is not text in UTF-8, UTF-16, GB18030, Windows-1252. "
        "No row was taken."
    )


def test_an_encoding_named() -> None:
    assert read_sheet("Name\ncréée\n".encode("cp1252"), encoding="cp1252").encoding == "cp1252"
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"Name\nA\n", encoding="utf-9")
    assert refused.value.code == "encoding_unknown"
