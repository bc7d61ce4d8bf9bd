"""What comes next for a record in every state of every kind is an action that the kind has."""

import pytest

from aims.kernel.kinds import KINDS, Kind

CONTROLLED = [kind for kind in KINDS if kind.workflow.is_controlled]


@pytest.mark.parametrize("kind", CONTROLLED, ids=[kind.name for kind in CONTROLLED])
def test_every_state_has_a_way_on_that_is_open_from_it(kind: Kind) -> None:
    flow = kind.workflow
    for state in flow.states.keys() - flow.ended:
        move = flow.transition(flow.forward(state))
        assert move is not None, f"{kind.name} in {state} leads nowhere"
        assert state in move.source or move.name == "retire"
