"""Criteria of risk: figures that nothing can be judged by are refused with a sentence."""

import pytest
from django.core.exceptions import ValidationError

from aims.risk.models import RiskCriteria
from aims.risk.models.criteria import proposed_bands, proposed_depths


def test_what_is_proposed_is_taken() -> None:
    RiskCriteria().clean()


@pytest.mark.parametrize("months", [10**7, 61, 0, -5, 0.5])
@pytest.mark.parametrize("name", ["bands", "depths"])
def test_months_are_whole_and_have_an_end(name: str, months: float) -> None:
    first, *others = {"bands": proposed_bands, "depths": proposed_depths}[name]()
    with pytest.raises(ValidationError, match="whole numbers from 1 to 60") as refused:
        RiskCriteria(**{name: [first | {"months": months}, *others]}).clean()
    assert set(refused.value.message_dict) == {name}
