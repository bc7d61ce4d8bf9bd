"""A control that a test found not to work: it becomes a nonconformity, or somebody decides what follows (8.1-e)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule
from aims.kernel.world import World
from aims.risk.models import Control, ControlTest

from .models import Nonconformity

DUTY_SENTENCES["test_failed"] = _(
    "%(ref)s found that %(control)s does not work: decide what follows, or have a nonconformity raised."
)


def unanswered(world: World) -> list[ControlTest]:
    """The failed tests that no decision and no nonconformity answers; one that was rejected answers nothing."""
    raised = {
        link.target
        for one in world.all(Nonconformity)
        if one.state != "rejected"
        for link in one.links
        if link.relation == "about"
    }
    failed = (test for test in world.all(ControlTest) if test.state == "concluded")
    return [test for test in failed if test.result == ControlTest.Result.FAILED and test.id not in raised]


def to_raise(test: ControlTest) -> Do:
    """A nonconformity about `test`, as far as it can be filled in."""
    given = {"title": test.title, "lang": test.lang, "requirement": "iso42001:2023/8.1-e", "statement": test.found}
    return Do("nonconformity", "create", prefill=given | {"relation": "about", "target": test.id})


@duty_rule
def failed_tests_are_answered(world: World) -> Iterable[Duty]:
    for test in unanswered(world):
        control = world.get(Control, test.tested_id)
        said = {"control": control.ref if control else ""}
        yield duty_about("test_failed", test, "answer", able(world, "answer", test), **said)
