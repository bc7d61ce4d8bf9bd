"""What is recorded arrives as it was, or is refused with a reason; the caller never notices."""

import asyncio
import datetime as dt
import decimal
import json
import logging
import ssl
import subprocess
import sys
import threading
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from aims_sdk import Aims, Settings
from aims_sdk.decisions import Decision, Event, Explanation
from aims_sdk.recording.client import Fields
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.sdk.recording.conftest import Make
from tests.sdk.recording.receiver import TOKEN, Receiver, receiving

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def test_a_decision_arrives_whole(aims: Aims, receiver: Receiver) -> None:
    explanation = Explanation(reasons=("R07",), contributions={"income": 0.4}, method="shap")
    given: dict[str, Any] = {
        "key": "loan-1", "at": AT, "sort": "prediction", "version": "3.1", "subject": "p-77",
        "inputs": {"income": 41000, "region": "north", "owner": True, "age": None}, "output": "grant", "score": 0.83,
        "explanation": explanation, "groups": {"sex": "f"}, "latency_ms": 12.5, "cost": 0.01, "error": "",
        "prompt": "p", "context": "c", "answer": "a", "tool": "t", "arguments_digest": "0" * 64,
        "tokens_in": 7, "tokens_out": 9, "trace": "a" * 32, "span": "b" * 16,
    }  # fmt: skip
    assert aims.record("AIS-0001", **given) == "loan-1"
    assert aims.flush(60)
    (event,) = receiver.events["AIS-0001"]
    assert msgspec.convert(event, Event) == Decision(**given)  # type: ignore[arg-type]
    posted = next(headers for method, _path, headers in receiver.requests if method == "POST")
    assert posted["Authorization"] == f"Bearer {TOKEN}"
    assert (posted["Content-Type"], posted["Content-Encoding"]) == ("application/x-ndjson", "gzip")
    assert posted["Aims-Batch"] == "0"


def test_what_follows_names_the_decision(aims: Aims, receiver: Receiver) -> None:
    key = aims.record(system="AIS-0001", output=True)
    aims.outcome("AIS-0001", key, False, at=AT)
    aims.correction("AIS-0001", key, "refuse", by="clara", reason="wrong form")
    aims.ruling("AIS-0001", key, "changed", output="refuse", by="clara", seconds=40)
    assert aims.flush(60)
    events = receiver.events["AIS-0001"]
    assert [event["type"] for event in events] == ["decision", "outcome", "correction", "ruling"]
    assert {event["key"] for event in events} == {key}
    assert events[1] == {"type": "outcome", "key": key, "at": "2026-11-23T09:00:00Z", "label": False}
    for event in events:
        msgspec.convert(event, Event)  # type: ignore[arg-type]


def test_numbers_of_other_libraries_are_numbers(aims: Aims, receiver: Receiver) -> None:
    inputs = {"a": np.float32(0.5), "b": np.int64(3), "c": np.bool_(True), "d": decimal.Decimal("1.25")}
    aims.record("AIS-0001", inputs=inputs, output=np.str_("yes"), score=np.float64(0.25))
    assert aims.flush(60)
    (event,) = receiver.events["AIS-0001"]
    assert event["inputs"] == {"a": 0.5, "b": 3.0, "c": True, "d": 1.25}
    assert (event["output"], event["score"]) == ("yes", 0.25)


def test_the_caller_may_change_what_it_gave(aims: Aims, receiver: Receiver) -> None:
    inputs = {"income": 1.0}
    aims.record("AIS-0001", inputs=inputs)
    inputs["income"] = 2.0
    assert aims.flush(60)
    assert receiver.events["AIS-0001"][0]["inputs"] == {"income": 1.0}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"inputs": {"income": float("nan")}}, "inputs.income is not a finite number"),
        ({"score": float("inf")}, "score is not a finite number"),
        ({"inputs": {"income": [1, 2]}}, "$.inputs"),
        ({"inputs": 3}, "$.inputs"),
        ({"inputs": {"income": object()}}, "object is neither"),
        ({"inputs": {"x": np.zeros(3)}}, "ndarray is neither"),
        ({"output": b"secret"}, "$.output"),
        ({"output": 2**70}, "serialize"),
        ({"colour": "secret"}, "colour"),
        ({"sort": "secret"}, "$.sort"),
        ({"latency_ms": -1.0}, "$.latency_ms"),
        ({"key": "two words"}, "$.key"),
        ({"key": 7}, "$.key"),
        ({"at": dt.datetime(2026, 1, 1)}, "$.at"),  # noqa: DTZ001  no offset is what is wrong with it
        ({"version": "x" * 2000}, "$.version"),
        ({"prompt": "x" * 99_000, "context": "信" * 70_000, "answer": "y"}, "larger than"),
        ({"answer": "x" * 5_000_000}, "larger than"),
    ],
)
def test_what_is_badly_formed_is_refused_with_a_reason(
    aims: Aims, receiver: Receiver, caplog: pytest.LogCaptureFixture, fields: dict[str, Any], reason: str
) -> None:
    aims.record("AIS-0001", output=0)
    aims.flush(60)  # the rules are known, so that texts stay
    aims.record("AIS-0001", **fields)
    aims.record("AIS-0001", **fields)
    aims.record("AIS-0001", output=1)
    assert aims.flush(60)
    assert receiver.outputs() == [0, 1]
    counters = aims.counters()
    assert (counters.recorded, counters.sent, counters.refused, counters.waiting) == (4, 2, 2, 0)
    (said,) = [record.message for record in caplog.records if "refused" in record.message]
    assert reason in said
    assert "secret" not in said


@pytest.mark.parametrize("system", ["", "../x", "a b", 7, None, "x" * 65])
def test_a_system_without_a_proper_name_is_refused(aims: Aims, system: Any) -> None:
    assert aims.record(system, output=1)
    assert aims.counters().refused == 1


def test_many_threads_lose_nothing(aims: Aims, receiver: Receiver) -> None:
    def work(thread: int) -> None:
        for number in range(500):
            aims.record(f"AIS-000{number % 3}", version=str(thread), output=number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert aims.flush(60)
    events = [event for system in receiver.events.values() for event in system]
    assert len({event["key"] for event in events}) == len(events) == 4000
    for system in receiver.events.values():
        for thread_number in range(8):
            outputs = [event["output"] for event in system if event["version"] == str(thread_number)]
            assert outputs == sorted(outputs)
    assert receiver.most_in_flight == 1
    assert aims.counters()._asdict() | {"spooled": 0} == {
        "recorded": 4000, "sent": 4000, "refused": 0, "dropped": 0, "waiting": 0, "spooled": 0, "adopted": 0,
        "withheld": 0,
    }  # fmt: skip


def test_each_task_keeps_its_trace(aims: Aims, receiver: Receiver) -> None:
    async def one(number: int) -> None:
        with aims.tracing(f"00-{number:032x}-{number:016x}-01"):
            await asyncio.sleep(0)
            aims.record("AIS-0001", output=number)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(number) for number in range(1, 20)))

    asyncio.run(all_of_them())
    with aims.tracing("nonsense"):
        aims.record("AIS-0001", output=0)
    assert aims.flush(60)
    for event in receiver.events["AIS-0001"]:
        number = int(event["output"])
        expected = (f"{number:032x}", f"{number:016x}") if number else (None, None)
        assert (event.get("trace"), event.get("span")) == expected


def test_the_trace_of_opentelemetry_is_kept(aims: Aims, receiver: Receiver) -> None:
    from opentelemetry.sdk.trace import TracerProvider

    aims.record("AIS-0001", output=0)
    with TracerProvider().get_tracer("t").start_as_current_span("s") as span:
        aims.record("AIS-0001", output=1)
    assert aims.flush(60)
    without, within = receiver.events["AIS-0001"]
    assert "trace" not in without
    assert (int(within["trace"], 16), int(within["span"], 16)) == (
        span.get_span_context().trace_id,
        span.get_span_context().span_id,
    )


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"url": "http://aims.example.org"}, "plain http"),
        ({"url": ""}, "AIMS_URL"),
        ({"token": ""}, "AIMS_TOKEN"),
        ({"url": "ftp://x"}, "https"),
        ({"url": "https://[x"}, "https"),
        ({"url": "https://x:port"}, "https"),
        ({"token": "two\nlines"}, "AIMS_TOKEN"),
    ],
)
def test_no_token_goes_where_it_could_be_seen(
    make: Make, caplog: pytest.LogCaptureFixture, settings: dict[str, Any], word: str
) -> None:
    aims = make(**settings)
    aims.record("AIS-0001", output=1)
    assert not aims.flush(0.1)
    aims.close()
    assert aims.counters().waiting == 1, "it waits on the disk for a program that may send"
    assert word in caplog.text


def test_the_environment_says_where(tmp_path: Path) -> None:
    environ = {
        "AIMS_URL": "http://aims.example.org", "AIMS_TOKEN": "t", "AIMS_SPOOL": str(tmp_path), "AIMS_SPOOL_LIMIT": "12",
        "AIMS_PSEUDONYM_KEY": "k", "AIMS_ALLOW_HTTP": "1",
    }  # fmt: skip
    settings = Settings.from_env(environ)
    assert settings == Settings("http://aims.example.org", "t", tmp_path, 12, b"k", True)
    assert settings.obstacle == ""
    assert Settings.from_env({"AIMS_SPOOL_LIMIT": "much"}).spool_limit == Settings.spool_limit
    assert "t" not in repr(Settings(token="t", url="", spool=tmp_path, pseudonym_key=b"t")).split("(")[1].split(",")


def test_neither_token_nor_values_are_logged(make: Make, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.faults = [500, 422, 401, "cut"]
    receiver.answers = {"rejected": 1, "problems": [{"row": 0, "code": "too_old", "sentence": "hush-hush is too old."}]}
    aims = make()
    for _ in range(4):
        aims.record("AIS-0001", output="hush-hush", inputs={"x": "hush-hush"}, sort="hush-hush")
        aims.record("AIS-0001", output="hush-hush")
        aims.flush(0.5)
    assert caplog.records
    assert "too_old" in caplog.text
    assert TOKEN not in caplog.text + repr(aims.settings)
    assert "hush-hush" not in caplog.text


def test_record_takes_every_field_of_a_decision() -> None:
    assert set(Fields.__annotations__) == set(Decision.__struct_fields__)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine, and the server's side of it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "aims")])
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  TLS asks the clock of the machine
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path, key_path = tmp_path / "aims.pem", tmp_path / "aims.key"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return path, context


def test_https_is_spoken_with_a_server_that_is_trusted_only(
    make: Make, authority: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, context = authority
    with receiving(context) as receiver:
        aims = make(url=f"https://127.0.0.1:{receiver.port}")
        aims.record("AIS-0001", output=1)
        assert not aims.flush(0.2)
        assert receiver.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert aims.flush(60)
        assert receiver.outputs() == [1]


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    program = (
        "import sys, json, aims_sdk\n"
        "first = set(sys.modules)\n"
        "aims_sdk.Aims\n"
        "print(json.dumps([sorted(first), sorted(sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    first, then = (set(names) for names in json.loads(done.stdout))
    assert "msgspec" not in first
    assert {"msgspec", "aims_sdk.recording.client"} <= then
    assert not {"numpy", "pandas", "sklearn", "opentelemetry", "openai"} & then
