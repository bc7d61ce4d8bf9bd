"""Whatever is done to a bundle is found and named, whether by accident, by a stranger or by the holder of the key."""

import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from aims_sdk.proof import Report, Sentence, ed25519, verify_bundle
from aims_sdk.proof.__main__ import main
from aims_sdk.proof.archive import Archive, Member, directory
from aims_sdk.proof.bundle import statement

from aims.ledger.bundle import BundleContents, Opening, write_bundle
from aims.ledger.notes import SigningKey
from tests.ledger.samples import KEY, OTHER_KEY, checkpoint, contents, entry, opening

VKEY = str(KEY.vkey)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "small.aims.zip"
    write_bundle(path, contents(12, previous=5, cited=(1, 12)), KEY)
    return path


def altered(tmp_path: Path, raw: bytes, key: str = VKEY) -> Report:
    path = tmp_path / "altered.aims.zip"
    path.write_bytes(raw)
    return verify_bundle(path, (key,))


def unpacked(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: list[tuple[str, bytes]], key: SigningKey = KEY) -> bytes:
    """Build a container of any members, sealed: what somebody who holds the key and bends the rules could make."""
    body, listed = b"", []
    for name, content in members:
        member = Member(name, len(body), len(content), zlib.crc32(content))
        listed.append(member)
        body += member.header() + content
    seal_bytes = len(key.sign(statement(key.name, "container", bytes(32))).encode())
    body += directory(listed, seal_bytes)
    return body + key.sign(statement(key.name, "container", sha256(body).digest())).encode()


def forged(members: dict[str, bytes], key: SigningKey = KEY) -> bytes:
    """Build a bundle whose manifest and seal are right, whatever its members say."""
    files = {name: {"sha256": sha256(raw).hexdigest(), "size": len(raw)} for name, raw in members.items()}
    del files["manifest.json"], files["manifest.note"]
    manifest = json.dumps({"files": files, "format": "openaims-bundle/1"}, sort_keys=True).encode()
    note = key.sign(statement(key.name, "manifest", sha256(manifest).digest())).encode()
    return packed(sorted((members | {"manifest.json": manifest, "manifest.note": note}).items()), key)


def test_a_bundle_is_proven(bundle: Path) -> None:
    report = verify_bundle(bundle, [VKEY])
    assert report.ok, report.problems
    assert (report.size, report.origin, report.key, report.opened) == (12, KEY.name, VKEY, 11)
    assert report.problems == report.warnings == ()
    assert report.root == checkpoint(12).decode().split("\n")[2]


def test_without_a_key_the_report_warns(bundle: Path) -> None:
    report = verify_bundle(bundle)
    assert report.ok
    assert report.warnings[0].en.startswith("The key was taken from the bundle itself: compare its fingerprint ")
    assert KEY.vkey.fingerprint in report.warnings[0].en
    assert f"指纹 {KEY.vkey.fingerprint} " in report.warnings[0].zh


def test_any_zip_tool_reads_it(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert archive.read("entries.jsonl") == b"".join(entry(seq) + b"\n" for seq in range(1, 13))


def test_the_same_contents_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    attached, content = next(iter(contents(12).attachments.items()))
    assert isinstance(content, bytes)
    (tmp_path / "attached").write_bytes(content)
    again = replace(contents(12, previous=5, cited=(12, 1)), attachments={attached: tmp_path / "attached"})
    write_bundle(tmp_path / "again.aims.zip", again, KEY)
    assert (tmp_path / "again.aims.zip").read_bytes() == bundle.read_bytes()


def regions(bundle: Path) -> dict[str, tuple[int, int]]:
    with Archive(bundle) as archive:
        return {name: (member.offset, member.end) for name, member in archive.members.items()}


def test_every_changed_byte_is_found_and_its_member_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ed25519, "verify", cache(ed25519.verify))  # most signatures stay whole; this makes it quick
    bundle = tmp_path / "tiny.aims.zip"
    write_bundle(bundle, contents(3, previous=1, cited=(2,)), KEY)
    raw, where, chance = bundle.read_bytes(), regions(bundle), random.Random(1)
    for place in range(len(raw)):
        wrong = bytearray(raw)
        wrong[place] ^= 1 << chance.randrange(8)
        report = altered(tmp_path, bytes(wrong))
        assert not report.ok, place
        named = [name for name, (start, stop) in where.items() if start <= place < stop]
        first = report.problems[0]
        assert all(first.en.startswith(f"{name}: ") for name in named), (place, report.problems)
        assert all(first.zh.startswith(f"{name}：") for name in named), (place, report.problems)


def test_a_truncated_lengthened_or_torn_file_is_found(bundle: Path, tmp_path: Path) -> None:
    raw = bundle.read_bytes()
    for wrong in (b"", b"PK", raw[:-1], raw[: len(raw) // 2], raw[1:], raw + b"\n", b"\n" + raw, raw + raw):
        assert not altered(tmp_path, wrong).ok
    for place in {*range(0, len(raw), 997), *range(len(raw) - 300, len(raw))}:
        assert not altered(tmp_path, raw[:place] + raw[place + 1 :]).ok
        assert not altered(tmp_path, raw[:place] + b"\0" + raw[place:]).ok


def test_the_seal_takes_no_second_signature(bundle: Path, tmp_path: Path) -> None:
    raw = bundle.read_bytes()
    second = "— witness.example AAAAAAAA\n".encode()
    place = raw.rindex(b"PK\x05\x06") + 20
    (length,) = struct.unpack_from("<H", raw, place)
    wrong = raw[:place] + struct.pack("<H", length + len(second)) + raw[place + 2 :] + second
    assert altered(tmp_path, wrong).problems == (
        Sentence(
            "The seal at the end of the file: it must have one signature.", "文件末尾的封印：必须有且仅有一个签名。"
        ),
    )


def test_members_may_not_be_moved_doubled_renamed_added_or_removed(bundle: Path, tmp_path: Path) -> None:
    members = list(unpacked(bundle).items())
    names = [name for name, _ in members]
    vkey = members[-1]
    cases = {
        "README.txt: it does not stand in its place": [vkey, *members[:-1]],
        "vkey: it is in the file twice": [*members, vkey],
        "'vkeys': a bundle has no member": [*members[:-1], ("vkeys", vkey[1])],
        "'../vkey': a bundle has no member": [("../vkey", b""), *members],
        "'/etc/passwd': a bundle has no member": [("/etc/passwd", b""), *members],
        "proofs/2.tlog-proof: it is not in the manifest": sorted([*members, ("proofs/2.tlog-proof", b"")]),
    }
    for problem, wrong in cases.items():
        assert altered(tmp_path, packed(wrong)).problems[0].en.startswith(problem)
    for name in set(names):
        report = altered(tmp_path, packed([member for member in members if member[0] != name]))
        assert any(said.en.startswith(f"{name}: ") and "missing" in said.en for said in report.problems)


def test_a_container_in_another_form_is_refused(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.aims.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries.jsonl", bytes(1 << 22))
    assert [said.en for said in verify_bundle(path).problems] == [
        "entries.jsonl: it is compressed; the members of a bundle are stored as they are."
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("entries.jsonl", b"with a time")
    assert not verify_bundle(path).ok
    raw = bundle.read_bytes()
    start = raw.rindex(b"PK\x05\x06")
    for field, shape, number in ((8, "<H", 0xFFFF), (12, "<L", 0xFFFFFFFF), (16, "<L", 0xFFFFFFFF), (20, "<H", 0xFFFF)):
        wrong = bytearray(raw)
        struct.pack_into(shape, wrong, start + field, number)
        assert not altered(tmp_path, bytes(wrong)).ok


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda raw: b"\n".join(change(raw[:-1].split(b"\n"))) + b"\n"


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def changed(raw: bytes) -> bytes:
        assert old in raw
        return raw.replace(old, new, 1)

    return changed


FORGERIES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("entries.jsonl", swap(b'"edit"', b'"exit"'), "entries.jsonl: the events do not lead to the root"),
    ("entries.jsonl", swap(b'"seq":3,', b'"seq":3, '), "entries.jsonl: line 3 is not an event in its canonical form"),
    ("entries.jsonl", swap(b'"v":1', b'"v":2'), "entries.jsonl: line 1 is not an event in its canonical form"),
    ("entries.jsonl", lines(lambda all_: all_[:-1]), "entries.jsonl: it holds 11 events; the checkpoint 12"),
    ("entries.jsonl", lines(lambda all_: all_[1:]), "entries.jsonl: line 1 is event 2"),
    ("entries.jsonl", lines(lambda all_: [all_[1], all_[0], *all_[2:]]), "entries.jsonl: line 1 is event 2"),
    ("entries.jsonl", lines(lambda all_: [*all_, entry(13)]), "entries.jsonl: it holds 13 events; the checkpoint 12"),
    ("entries.jsonl", lambda raw: raw[:-1], "entries.jsonl: it does not end with a newline"),
    ("entries.jsonl", lambda raw: b"", "entries.jsonl: it does not end with a newline"),
    ("entries.jsonl", swap(b'"version":2', b'"version":3'), "entries.jsonl: event 4 is version 3 of record "),
    ("entries.jsonl", swap(b"2026-11-22T05:00:01", b"2026-11-22T04:59:59"), "entries.jsonl: the time of event 2"),
    ("entries.jsonl", swap(b"2026-11-22T05:00:01", b"2026-02-30T05:00:01"), "entries.jsonl: event 2 has a time"),
    ("openings.jsonl", swap(b'"reason":null', b'"reason":"x"'), "openings.jsonl: what is shown for event 1 is not"),
    ("openings.jsonl", swap(b'"seq":2}', b'"seq":7}'), "openings.jsonl: what is shown for event 7 is not"),
    ("openings.jsonl", swap(b'"seq":12}', b'"seq":99}'), "openings.jsonl: there is no event 99 to open"),
    ("openings.jsonl", swap(b'"seq":1}', b'"seq":1 }'), "openings.jsonl: line 1 is not an opening in its known form"),
    ("openings.jsonl", swap(b'"reason":null', b'"reason":NaN'), "openings.jsonl: line 1: it is not JSON"),
    ("openings.jsonl", swap(b'"reason":null', b'"after":null'), "openings.jsonl: line 1: it is not JSON"),
    ("openings.jsonl", swap(b"null", b"[" * 200_000 + b"]" * 200_000), "openings.jsonl: line 1: it is not JSON"),
    ("openings.jsonl", swap(b"null", b"9" * 5000), "openings.jsonl: line 1: it is not JSON"),
    ("openings.jsonl", swap(b"null", b'"\xff"'), "openings.jsonl: line 1: it is not UTF-8"),
    ("openings.jsonl", lines(lambda all_: [all_[1], all_[0]]), "openings.jsonl: line 2 opens event 1 after event 2"),
    ("vkey", lambda raw: raw[:-1], "vkey: it does not end with a newline"),
    ("vkey", lambda raw: b"\xff\n", "vkey: it is not UTF-8 text"),
    ("checkpoint", lambda raw: checkpoint(11), "entries.jsonl: it holds 12 events; the checkpoint 11"),
    ("checkpoint", lambda raw: checkpoint(12, OTHER_KEY), "checkpoint: none of the known keys signed it"),
    ("checkpoint", lambda raw: b"x" * 2_000_000, "checkpoint: it is larger than it may be"),
    (
        "checkpoint",
        lambda raw: KEY.sign("other\n" + raw.decode().split("\n\n")[0].split("\n", 1)[1] + "\n").encode(),
        "checkpoint: the log it names",
    ),
    ("checkpoint", lambda raw: KEY.sign(f"{KEY.name}\n0\n{'A' * 43}=\n").encode(), "checkpoint: the log is empty"),
    ("previous/checkpoint", lambda raw: checkpoint(6), "previous/consistency.json: it is not a proof between"),
    ("previous/checkpoint", lambda raw: checkpoint(5, OTHER_KEY), "previous/checkpoint: none of the known keys"),
    (
        "previous/checkpoint",
        lambda raw: KEY.sign(f"{KEY.name}\n5\n{'A' * 43}=\n").encode(),
        "previous/consistency.json: the log is not the earlier log with events only added",
    ),
    ("previous/consistency.json", lambda raw: b"[]", "previous/consistency.json: it is not a JSON object"),
    ("previous/consistency.json", swap(b'["', b'[1,"'), "previous/consistency.json: the log is not the earlier log"),
    ("previous/consistency.json", swap(b'["', b'["!'), "previous/consistency.json: a value is not base64"),
    ("proofs/12.tlog-proof", swap(b"index 11", b"index 10"), "proofs/12.tlog-proof: it is not for this event"),
    ("proofs/12.tlog-proof", swap(b"\n\n", b"\n" + b"A" * 43 + b"=\n\n"), "proofs/12.tlog-proof: it does not lead"),
]


@pytest.mark.parametrize(("name", "change", "problem"), FORGERIES)
def test_who_holds_the_key_cannot_bend_the_ledger(
    bundle: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes], problem: str
) -> None:
    members = unpacked(bundle)
    report = altered(tmp_path, forged(members | {name: change(members[name])}))
    assert report.problems[0].en.startswith(problem), report.problems
    assert not report.ok


def test_an_attachment_must_have_the_digest_that_is_its_name(bundle: Path, tmp_path: Path) -> None:
    name = f"attachments/{'0' * 64}"
    report = altered(tmp_path, forged(unpacked(bundle) | {name: b"something else"}))
    assert [said.en for said in report.problems] == [f"{name}: its contents do not have the digest that is its name."]


@pytest.mark.parametrize("manifest", [b"", b"[]", b'{"files":{},"format":"other"}', b'{"format":"openaims-bundle/1"}'])
def test_a_manifest_in_another_form_is_refused(bundle: Path, tmp_path: Path, manifest: bytes) -> None:
    note = KEY.sign(statement(KEY.name, "manifest", sha256(manifest).digest())).encode()
    members = unpacked(bundle) | {"manifest.json": manifest, "manifest.note": note}
    assert altered(tmp_path, packed(list(members.items()))).problems[0].en.startswith("manifest.json: ")


def test_a_bundle_of_another_key_is_refused(bundle: Path, tmp_path: Path) -> None:
    raw = bundle.read_bytes()
    assert altered(tmp_path, raw, str(OTHER_KEY.vkey)).problems[0].en.startswith("vkey: the bundle names the key ")
    assert altered(tmp_path, raw, "nonsense").problems[0].en.startswith("The key you gave cannot be read: ")
    stolen = forged(unpacked(bundle) | {"vkey": f"{OTHER_KEY.vkey}\n".encode()}, OTHER_KEY)
    assert not altered(tmp_path, stolen).ok
    assert altered(tmp_path, stolen, str(OTHER_KEY.vkey)).problems[0].en.startswith("checkpoint: ")
    mixed = forged(unpacked(bundle), OTHER_KEY)
    assert altered(tmp_path, mixed).problems[0].en.startswith("manifest.note: ")


def test_an_earlier_checkpoint_of_a_replaced_key_holds_if_its_key_is_given(bundle: Path, tmp_path: Path) -> None:
    raw = forged(unpacked(bundle) | {"previous/checkpoint": checkpoint(5, OTHER_KEY)})
    (tmp_path / "rotated.aims.zip").write_bytes(raw)
    assert verify_bundle(tmp_path / "rotated.aims.zip", (VKEY, str(OTHER_KEY.vkey))).ok


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    cases = {tmp_path / "absent": "There is no such file.", tmp_path: "It is not a file."}
    cases[tmp_path / ("x" * 300)] = "The file cannot be read: File name too long."
    for path, problem in cases.items():
        assert [said.en for said in verify_bundle(path).problems] == [problem]


def test_what_would_not_verify_is_not_written(tmp_path: Path) -> None:
    good = contents(12)
    cases: dict[str, BundleContents] = {
        "what is shown for event 3": replace(good, openings={3: opening(4)}),
        "line 1 is not an opening": replace(good, openings={3: Opening(b"short", b"{}")}),
        "line 1 is event 2": replace(good, entries=good.entries[1:]),
        "the log is empty": replace(good, entries=[]),
        "has no leaf": replace(good, cited=(13,)),
        "digest that is its name": replace(good, attachments={"0" * 64: b""}),
        "a bundle has no member": replace(good, attachments={"../../x": b""}),
        "extends": replace(good, previous=checkpoint(13)),
        "None of the known keys": replace(good, previous=checkpoint(5, OTHER_KEY)),
    }
    for problem, wrong in cases.items():
        with pytest.raises(ValueError, match=problem):
            write_bundle(tmp_path / "out.aims.zip", wrong, KEY)
        assert list(tmp_path.iterdir()) == []


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_the_command(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle), "--key", VKEY]) == 0
    assert capsys.readouterr().out.startswith(f"Proven: 12 events of {KEY.name}, 11 of them with their contents.\n")
    assert main([str(bundle)]) == 0
    assert "\nNote: The key was taken from the bundle itself" in capsys.readouterr().out
    assert main([str(tmp_path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [{"en": "It is not a file.", "zh": "这不是文件。"}]
    command = [sys.executable, "-m", "aims_sdk.proof", str(bundle), "--key", str(OTHER_KEY.vkey)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("NOT PROVEN: vkey: the bundle names the key ")


def test_the_command_tells_of_a_changed_byte_in_chinese(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([str(bundle), "--language", "zh"]) == 0
    assert capsys.readouterr().out.startswith(
        f"验证通过：账本 {KEY.name} 的 12 条操作记录，其中 11 条展示了内容。\n根哈希："
    )
    wrong = tmp_path / "wrong.aims.zip"
    wrong.write_bytes(swap(b'"edit"', b'"exit"')(bundle.read_bytes()))
    assert main([str(wrong), "--language", "zh"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("验证未通过：entries.jsonl：字节已被改动，与其文件头不符。\n")
    assert "\n注意：公钥取自证据包本身" in told
    assert "NOT PROVEN" not in told
    for variables in ({"LC_ALL": "zh_CN.UTF-8"}, {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"}):
        for variable, value in variables.items():
            monkeypatch.setenv(variable, value)
        assert main([str(wrong)]) == 1
        assert capsys.readouterr().out == told
        assert main([str(wrong), "--language", "en"]) == 1
        assert capsys.readouterr().out.startswith("NOT PROVEN: entries.jsonl: its bytes were changed")
        with pytest.raises(SystemExit):
            main(["--help"])
        assert "离线验证证据包。" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main([str(wrong)]) == 1
    assert capsys.readouterr().out.startswith("NOT PROVEN: "), "LC_ALL weighs more than LANG"
