"""How a kind moves: states, the transitions between them, and what each asks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Record
    from .world import World

Words = str | Promise
type Lacks = Callable[[Any, World], Iterable[Words]]
"""What other records do not show yet, though a move needs it: a sentence each."""
EDITS = frozenset({"create", "edit"})
ENDORSE = "endorse"
RETURN = "return"
LINKING = frozenset({"link", "unlink", "attach", "detach"})
"""Changes of what a record leads to; they change its content as an edit does."""


@dataclass(frozen=True)
class Transition:
    """A named change of state, or (without `target`) a named change that leaves the state as it is."""

    name: str
    label: Words
    source: frozenset[str]
    target: str | None = None
    takes: tuple[str, ...] = ()
    """Fields of the record that the action may set along with the move."""
    needs: frozenset[str] = frozenset()
    """Those of them that may be empty before and not after: a form says so; the model's `clean` sees to it."""
    asks: tuple[str, ...] = ()
    """Fields that must be filled before: its guard refuses without, and a form says for what they are needed."""
    not_by: frozenset[str] = frozenset()
    """Who did one of these since the last version in force may not do this; `sod.yaml` adds what holds everywhere.

    “owner” among them: nor may whoever owned the record since.
    """
    not_by_rule: str = "SOD-01"
    """The rule of `sod.yaml` that `not_by` is a case of: an arrangement that waives that one waives this."""
    signed: bool = False
    decides: bool = False
    """It takes authority though neither its name nor a signature says so."""
    reason_required: bool = False
    puts_in_force: bool = False
    ends_force: bool = False
    renews: bool = False
    """Looked at again and left as it is: the next review is set anew."""
    quorum: str = ""
    """The field that says how many people must agree: all but the last of them by `ENDORSE`."""
    unsettles: bool = False
    """What was approved upon this record is stale until it is looked at again."""
    guard: Callable[[Any], Words | None] | None = None
    """A pure function of the record: the sentence that says what is missing, or nothing."""
    lacks: "Lacks | None" = None
    """What other records do not show yet, though the move needs it: a sentence each."""
    offers: "Callable[[Any, World], Mapping[str, Any]] | None" = None
    """What a form begins with in fields that the move takes."""
    completes: "Callable[[Any, World], None] | None" = None
    """What the system itself puts into the record with the move, or why it refuses what was said."""


def move(name: str, label: Words, source: str, target: str | None = None, **more: Any) -> Transition:
    """A transition from any of the states that `source` names, spaces between them; `more` as `Transition` has it."""
    return Transition(name, label, frozenset(source.split()), target, **more)


@dataclass(frozen=True)
class Workflow:
    """`controlled` kinds have versions in force; the rest are in force as they stand until they end.

    Where states outlast a version (the life cycle of an AI system), content may be edited in them: the version in force
    stays until somebody confirms the edited one.
    """

    initial: str
    editable: frozenset[str]
    states: dict[str, Words]
    transitions: tuple[Transition, ...] = ()
    ended: frozenset[str] = frozenset()

    @property
    def is_controlled(self) -> bool:
        return any(t.puts_in_force for t in self.transitions)

    @cached_property
    def _settled(self) -> frozenset[str]:
        """The states in which a version is in force: those that putting one in force leads to, or happens in."""
        forces = [t for t in self.transitions if t.puts_in_force]
        return frozenset[str]().union(*({t.target} if t.target else t.source for t in forces))

    @cached_property
    def _named(self) -> dict[str, Transition]:
        return {t.name: t for t in self.transitions}

    @cached_property
    def moves_to_force(self) -> frozenset[str]:
        """The names of the moves that put a version in force."""
        return frozenset(t.name for t in self.transitions if t.puts_in_force)

    def asks_for(self, name: str) -> Transition | None:
        """The first move that the field `name` must be filled for."""
        return next((t for t in self.transitions if name in t.asks), None)

    def is_draft(self, state: str) -> bool:
        """Whether a record in `state` is on its way to be put in force for the first time, or anew."""
        return state not in self._settled and self.to_force(state) is not None

    def to_force(self, state: str) -> Transition | None:
        """What brings a record in `state` nearer to a version in force."""
        forces = [t for t in self.transitions if t.puts_in_force]
        awaited = frozenset[str]().union(*(t.source for t in forces))
        nearer = [*forces, *(t for t in self.transitions if t.target in awaited and not t.reason_required)]
        return next((t for t in nearer if state in t.source), None)

    def to_write(self, state: str) -> Transition | None:
        """What opens a record in `state` for writing, where it is not open already."""
        return next((t for t in self.transitions if state in t.source and t.target in self.editable), None)

    def forward(self, state: str) -> str:
        """The name of what brings a record in `state` nearer to a version in force, or opens it for the next one.

        Where nothing does it is withdrawn, and another takes its place.
        """
        move = self.to_force(state) or self.to_write(state)
        return move.name if move else "retire"

    def transition(self, name: str) -> Transition | None:
        return self._named.get(name)

    def label(self, state: str) -> Words:
        return self.states.get(state, state)

    def open_to(self, record: "Record") -> list[Transition]:
        return [t for t in self.transitions if record.state in t.source]


def _controlled(
    *,
    needs_signature: bool,
    guard: Callable[[Any], Words | None] | None = None,
    quorum: str = "",
    lacks: "Lacks | None" = None,
    unready: "Lacks | None" = None,
    completes: "Callable[[Any, World], None] | None" = None,
) -> Workflow:
    submit = Transition(
        "submit", _("Submit"), frozenset({"draft"}), "in_review", guard=guard, lacks=unready, completes=completes
    )
    endorse = Transition(ENDORSE, _("Endorse"), frozenset({"in_review"}), signed=needs_signature)
    return Workflow(
        initial="draft",
        editable=frozenset({"draft"}),
        states={
            "draft": _("draft"),
            "in_review": _("in review"),
            "approved": _("approved"),
            "withdrawn": _("withdrawn"),
        },
        transitions=(
            submit,
            Transition(RETURN, _("Return"), frozenset({"in_review"}), "draft", reason_required=True),
            Transition(
                "approve",
                _("Approve"),
                frozenset({"in_review"}),
                "approved",
                takes=("review_due", "change_is_significant"),
                signed=needs_signature,
                puts_in_force=True,
                quorum=quorum,
                lacks=_both(unready, lacks),
            ),
            *((endorse,) if quorum else ()),
            Transition("revise", _("Revise"), frozenset({"approved"}), "draft"),
            Transition(
                "retire",
                _("Withdraw"),
                frozenset({"approved"}),
                "withdrawn",
                reason_required=True,
                ends_force=True,
            ),
        ),
        ended=frozenset({"withdrawn"}),
    )


def _both(one: "Lacks | None", other: "Lacks | None") -> "Lacks | None":
    return (lambda record, world: [*one(record, world), *other(record, world)]) if one and other else one or other


def controlled(
    guard: Callable[[Any], Words | None] | None = None,
    quorum: str = "",
    lacks: "Lacks | None" = None,
    unready: "Lacks | None" = None,
    completes: "Callable[[Any, World], None] | None" = None,
) -> Workflow:
    """Draft, review, signed approval by another person; a new version replaces the one in force (7.5.2, 7.5.3).

    `quorum` names the field that says how many people must agree; those before the last endorse. `unready` is asked
    before submission and once more, with `lacks`, before approval; `completes` puts into the version that is submitted
    what the system knows.
    """
    return _controlled(
        needs_signature=True, guard=guard, quorum=quorum, lacks=lacks, unready=unready, completes=completes
    )


def with_move(workflow: Workflow, *moves: Transition) -> Workflow:
    """`workflow` with further moves."""
    return replace(workflow, transitions=(*workflow.transitions, *moves))


def confirmed(guard: Callable[[Any], Words | None] | None = None) -> Workflow:
    """As `controlled`, confirmed by another person without a signature: for entries of a register."""
    return _controlled(needs_signature=False, guard=guard)


REGISTER = Workflow(
    initial="current",
    editable=frozenset({"current"}),
    states={"current": _("current"), "retired": _("retired")},
    transitions=(
        Transition("retire", _("Retire"), frozenset({"current"}), "retired", reason_required=True),
        Transition("reinstate", _("Reinstate"), frozenset({"retired"}), "current", reason_required=True),
    ),
    ended=frozenset({"retired"}),
)

REVIEWED = replace(
    REGISTER,
    transitions=(
        Transition(
            "review",
            _("Review: no change"),
            frozenset({"current"}),
            takes=("review_due", "happened_on"),
            reason_required=True,
            renews=True,
        ),
        *REGISTER.transitions,
    ),
)
"""As `REGISTER`, and looked at again within the kind's interval: an entry about a world that changes by itself."""

FINAL = Workflow(
    initial="recorded",
    editable=frozenset(),
    states={"recorded": _("recorded"), "withdrawn": _("withdrawn")},
    transitions=(Transition("retire", _("Withdraw"), frozenset({"recorded"}), "withdrawn", reason_required=True),),
    ended=frozenset({"withdrawn"}),
)
"""Said once and not edited: a judgement, an attestation. A wrong one is withdrawn with a reason and said anew."""
