"""Static files under names that carry their digest, without a step that collects them."""

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from aims.kernel.kinds import KINDS


@pytest.mark.django_db
def test_a_hashed_name_is_served_for_ever_and_the_plain_one_is_not() -> None:
    hashed = static("aims/look.css")
    assert hashed.startswith("/static/aims/look.")
    assert hashed.count(".") == 2
    client = Client()
    lasting, plain = client.get(hashed), client.get("/static/aims/look.css")
    found = finders.find("aims/look.css")
    assert isinstance(found, str)
    with open(found, "rb") as f:
        assert b"".join(lasting) == f.read()  # type: ignore[call-overload]
    assert "immutable" in lasting["Cache-Control"]
    assert "immutable" not in plain["Cache-Control"]
    assert static("aims/none.css") == "/static/aims/none.css"
    lasting.close()
    plain.close()


def test_the_registry_is_closed_once_everything_is_loaded() -> None:
    assert KINDS._closed
