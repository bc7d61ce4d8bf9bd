import pytest

from aims.conformity.posture import posture
from tests.conformity.worlds import Bank


@pytest.mark.django_db
def test_try():
    bank = Bank()

    def show(label):
        print("==", label)
        p = posture(bank.world())
        for pk, v in p:
            if [g.code for g in v.gaps] != ["no_check"]:
                from aims.conformity.sentences import sentence

                print(
                    pk.split("/")[1],
                    v.status,
                    v.depth.name,
                    [sentence(g) for g in v.gaps],
                    "|",
                    [sentence(n) for n in v.notes],
                )

    show("empty")
    bank.policy()
    bank.scope()
    bank.system()
    bank.attest()
    for r in ("operator", "human_overseer"):
        bank.assign("Ines", r)
    for r in ("incident_manager", "audit_programme_manager"):
        bank.assign("Tan", r)
    show("some")
