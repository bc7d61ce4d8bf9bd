"""The log says what happened and never what is secret."""

from aims.config.logs import blanked, without_secrets


def test_names_that_promise_a_secret_are_blanked() -> None:
    line = without_secrets(
        None, "info", {"event": "x", "password": "p", "Authorization": "Bearer y", "csrf_token": "z", "n": 1}
    )
    assert line == {"event": "x", "password": "…", "Authorization": "…", "csrf_token": "…", "n": 1}


def test_what_looks_like_a_secret_is_blanked_in_a_text() -> None:
    assert "aims_" not in blanked("Bearer aims_mio0fensXdXu8O5b3zWFdPeiz5h4cSwE was sent")
    assert blanked("/accounts/password/reset/key/1-abc-def/") == "/accounts/password/reset/key/…/"
    assert "secret" not in blanked("postgresql://aims:secret@db.example.org/aims")
    assert blanked("AIS-0001 approved") == "AIS-0001 approved"
