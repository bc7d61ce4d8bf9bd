"""Files meant to hurt, and files that merely are not what they should be: a sentence each, and no row taken."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from aims.exchange.sheets import Limits, Unreadable, read_sheet

from .test_sheets import workbook

GOOD = workbook(("Name", "Use"), ("A", "x"))
ENTITY = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'


def replaced(part: str, content: bytes, raw: bytes = GOOD) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


SHEET = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
HOSTILE = {
    "zip bomb": (replaced("xl/worksheets/sheet1.xml", SHEET + b" " * 40_000_000), "archive_too_large"),
    "external entity": (replaced("xl/worksheets/sheet1.xml", ENTITY + SHEET), "archive_declares"),
    "entity in UTF-16": (
        replaced("xl/styles.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")),
        "archive_declares",
    ),
    "a part that is no XML": (replaced("xl/workbook.xml", b"<workbook"), "file_damaged"),
    "truncated zip": (GOOD[: len(GOOD) // 2], "file_damaged"),
    "bent zip": (GOOD[:200] + b"\xff" * 200 + GOOD[400:], "file_damaged"),
    "empty zip": (b"PK\x05\x06" + b"\0" * 18, "type_refused"),
    "other zip": (zipped(readme_txt=b"hello"), "type_refused"),
    "Word": (zipped(word__document_xml=b"<x/>"), "type_refused"),
    "OpenDocument": (zipped(content_xml=b"<x/>"), "type_refused"),
    "PDF": (b"%PDF-1.7\n1 0 obj\n", "type_refused"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "type_refused"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "type_refused"),
    "web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "type_refused"),
    "XML": (b"<?xml version='1.0'?><a/>", "type_refused"),
    "rich text": (b"{\\rtf1 hello}", "type_refused"),
    "empty": (b"", "file_empty"),
    "blank": (b" \r\n\n\t\n", "file_empty"),
    "only commas": (b",,,\n,,,\n", "file_empty"),
    "mark only": (b"\xef\xbb\xbf", "file_empty"),
    "header only": (b"Name,Use\n", "no_rows"),
    "header only, XLSX": (workbook(("Name", "Use")), "no_rows"),
    "empty list": (b"[]", "no_rows"),
    "one huge cell": (b"Name,Use\nA," + b"x" * 10_000_000 + b"\n", "cell_too_long"),
    "one huge quoted cell": (b'Name,Use\nA,"' + b"x\n" * 5_000_000 + b'"\n', "cell_too_long"),
    "one huge heading": (b"N" * 120_000 + b",Use\nA,x\n", "cell_too_long"),
    "one huge JSON cell": (b'[{"a": "' + b"x" * 200_000 + b'"}]', "cell_too_long"),
    "many columns": (b"a," * 5_000 + b"\n1\n", "too_many_columns"),
    "many JSON columns": (
        b"[{" + b",".join(b'"%d": 1' % number for number in range(600)) + b"}]",
        "too_many_columns",
    ),
    "open quote": (b'Name,Use\nA,x\nB,"y\nC,z\n', "file_unreadable"),
    "stray quote": (b'Name,Use\nA,"x"y\n', "file_unreadable"),
    "binary": (bytes(range(256)) * 40, "file_unreadable"),
    "half a UTF-16 character": ("Name\nA\n".encode("utf-16") + b"\0", "file_unreadable"),
    "deep JSON": (b'[{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}]", "file_unreadable"),
    "long number": (b'[{"a": ' + b"9" * 10_000 + b"}]", "file_unreadable"),
    "broken JSON": (b'[{"a": 1},\n {"b": }]', "file_unreadable"),
    "JSON of texts": (b'["a", "b"]', "json_shape"),
    "JSON, one record": (b'{"a": 1}', "json_shape"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refused_with_a_sentence(case: str, both_languages: None) -> None:
    raw, code = HOSTILE[case]
    with pytest.raises(Unreadable) as refused:
        read_sheet(raw, "register.csv")
    assert refused.value.code == code
    english, chinese = (refused.value.reason.said(language) for language in ("en", "zh-hans"))
    assert "register.csv" in english
    assert "register.csv" in chinese
    assert english != chinese
    assert "{" not in english + chinese


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("PDF", "register.csv is really a PDF document; allowed are CSV, XLSX, JSON."),
        (
            "open quote",
            "Line 3 of register.csv cannot be read: a quotation mark opens here and is never closed. No row",
        ),
        ("broken JSON", "Line 2 of register.csv cannot be read: from character 8 on it is not JSON. No row was taken."),
        ("truncated zip", "register.csv is a damaged workbook. Save it again in a spreadsheet program; no row was"),
    ],
)
def test_what_is_said(case: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(HOSTILE[case][0], "register.csv")
    assert str(refused.value).startswith(sentence)


def attempt(raw: bytes, name: str) -> str:
    """What is said of a file that may or may not be readable; anything but a sentence is a fault of ours."""
    try:
        read_sheet(raw, name)
    except Unreadable as refused:
        return str(refused)
    return "read"


def test_random_bytes_never_do_more_than_refuse() -> None:
    assert all(attempt(os.urandom(50 + seed * 37), "noise.csv") for seed in range(40))


def test_cut_and_bent_workbooks_never_do_more_than_refuse() -> None:
    for at in range(30, len(GOOD), 211):
        assert attempt(GOOD[:at], "cut.xlsx")
        assert attempt(GOOD[:at] + bytes([GOOD[at] ^ 0x55]) + GOOD[at + 1 :], "bent.xlsx")


def test_a_claimed_size_is_not_believed() -> None:
    lying = replaced("xl/worksheets/sheet1.xml", SHEET.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert len(read_sheet(lying, "r.xlsx")) == 1


def test_paths(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "absent.csv", "file_missing"), (tmp_path, "file_missing")):
        with pytest.raises(Unreadable) as refused:
            read_sheet(path)
        assert refused.value.code == code
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 2000)
    with pytest.raises(Unreadable) as refused:
        read_sheet(large, limits=Limits(bytes=1024))
    assert str(refused.value) == "large.csv is 2 KB; the limit is 1 KB."
