"""A sentence model from a folder, and endpoints at an address: what they answer is what the scores say."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aims.telemetry.language import (
    CHECKS,
    EmbeddingEndpoint,
    Endpoint,
    EndpointFailed,
    NoModel,
    SentenceModel,
    groundedness_by,
    judged_by,
    leak_by_presidio,
)
from tests.telemetry.language.pairs import ENGLISH
from tests.telemetry.language.samples import sentence_model

CONTEXT = "The loan was declined on 3 March. The ratio was 52 percent."


def test_the_vectors_are_those_that_the_model_is_known_for() -> None:
    """The similarities that the publisher of all-MiniLM-L6-v2 shows for these sentences."""
    vectors = sentence_model().encode(
        ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    )
    assert vectors.dtype == np.float32
    assert vectors[1:] @ vectors[0] == pytest.approx([0.695, 0.943, 0.257], abs=0.0011)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours_or_their_order() -> None:
    model = sentence_model()
    texts = [answer for passage in ENGLISH for answer in passage.supported] * 3
    together = model.encode(texts)
    assert together[7] == pytest.approx(model.encode([texts[7]])[0], abs=1e-5)
    assert model.encode([]).shape == (0, 384)


def test_with_a_model_other_words_count_and_wrong_figures_still_do_not() -> None:
    check, rules = groundedness_by(sentence_model()), CHECKS["groundedness"]

    def wins(one: Any) -> float:
        pairs = []
        for passage in ENGLISH:
            answers = [*passage.supported, *(answer for _sort, answer in passage.faulty)]
            scores = one.score(answers, contexts=[passage.context] * len(answers))
            good, bad = scores[: len(passage.supported)], scores[len(passage.supported) :]
            pairs.append((good[:, None] > bad[None, :]).mean())
        return float(np.mean(pairs))

    assert wins(check) > max(0.95, wins(rules))
    assert check.is_costly
    assert check.version.startswith(f"{rules.version}+")
    assert np.isnan(check.score(["It is so."], contexts=[""])).all()


def test_a_folder_without_a_model_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"model\.safetensors is missing"):
        SentenceModel(tmp_path)
    with pytest.raises(NoModel, match="presidio-analyzer is not installed"):
        leak_by_presidio(tmp_path)


class Served(BaseHTTPRequestHandler):
    """Embeddings by the letters of a text; judgements by whether the answer stands in the context."""

    seen: list[tuple[str, str, dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Served.seen.append((self.path, self.headers.get("Authorization", ""), body))
        answer: dict[str, Any] = {"model": "letters-2"}
        if self.path == "/v1/embeddings":
            rows = [{"index": n, "embedding": letters(text)} for n, text in enumerate(body["input"])]
            answer["data"] = rows[::-1]
        elif self.path == "/v1/chat/completions":
            shown = json.loads(body["messages"][1]["content"])
            said = json.dumps({"supported": float(shown["answer"] in shown["context"])})
            answer["choices"] = [{"message": {"content": "no idea" if "?" in shown["answer"] else f"Well: {said}"}}]
        else:
            answer = {}
        sent = json.dumps(answer).encode()
        self.send_response(200 if answer else 404)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None: ...


def letters(text: str) -> list[float]:
    return [1.0 + text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz0123456789"]


@pytest.fixture
def address() -> Iterator[str]:
    Served.seen.clear()
    server = HTTPServer(("127.0.0.1", 0), Served)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_embeddings_of_an_endpoint_count_like_those_of_a_folder(address: str) -> None:
    encoder = EmbeddingEndpoint(Endpoint(address, "letters", "k3y"))
    vectors = encoder.encode([f"text {number}" for number in range(250)])
    assert vectors[7] == pytest.approx(np.array(letters("text 7")) / np.linalg.norm(letters("text 7")), abs=1e-6)
    assert len(Served.seen) == 4, "one to ask for the version, and a hundred texts a request"
    assert Served.seen[0][1] == "Bearer k3y"
    check = groundedness_by(encoder)
    assert check.version == f"{CHECKS['groundedness'].version}+letters@letters-2"
    scores = check.score(["The loan was declined on 3 March.", "Bananas quickly ripen."], contexts=[CONTEXT] * 2)
    assert scores[0] > 0.9 > scores[1]


def test_a_judge_scores_under_its_name_and_version(address: str) -> None:
    check = judged_by(Endpoint(address, "judge-9"))
    answers = ["The ratio was 52 percent.", "It was 60 percent.", "Was it?", "No context."]
    scores = check.score(answers, contexts=[CONTEXT, CONTEXT, CONTEXT, ""])
    assert scores[:2].tolist() == [1, 0]
    assert np.isnan(scores[2:]).all(), "what the judge did not say is unknown"
    assert check.name == "groundedness_judge"
    assert "judge-9" in check.version
    assert len(Served.seen) == 3, "without a context nobody is asked"
    assert Served.seen[0][2]["temperature"] == 0


def test_an_endpoint_that_fails_is_said_with_its_address(address: str) -> None:
    with pytest.raises(EndpointFailed, match="404"):
        judged_by(Endpoint(f"{address}/other", "x")).score(["a b"], contexts=["a b"])
    with pytest.raises(EndpointFailed, match="no http or https"):
        Endpoint("file:///etc/passwd", "x").ask("embeddings", {})
