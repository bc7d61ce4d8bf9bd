"""What the bank of these tests does beyond its risks: a Statement of Applicability, an assessment of impact."""

import datetime as dt
from typing import Any

from aims.conformity.applicability import expected
from aims.impact.dimensions import dimensions
from aims.kernel.models import Record
from aims.kernel.world import present
from tests.bank import Bank, somebody

OWN = "A second person looks at thin files"
JUDGED = {
    "benefits": "Honest people wait less.",
    "harms": "Somebody honest is refused.",
    "who": "applicants",
    "severity": "3",
    "scale": "2",
    "reversibility": "4",
    "vulnerability": "2",
    "measures": "A person calls within two hours.",
    "residual": "low",
}
ASSESSED: dict[str, Any] = {
    "title": "Impact of credit scoring",
    "title_alt": "信用评分的影响",
    "lang": "en",
    "intended_use": "Rank applications.",
    "process_use": "Lending, before a credit officer decides.",
    "usage": "Every day, until 2028.",
    "misuse": "Setting prices.",
    "failure": "It refuses whole streets.",
    "data_used": "Payments of two years.",
    "technology": "Trees.",
    "environment": "Branches and phones.",
    "jurisdictions": "LU",
    "necessity": "Rules alone are blunter.",
    "groups": ["customers"],
    "groups_who": "Applicants for a loan.",
    "vulnerable": "People without a payment history.",
    "heard": [{"who": "Six applicants", "when": "May", "said": "Tell me why."}],
    "society_aspects": ["economy"],
    "aspects_left_out_why": "It touches nothing else.",
    "oversight": "An officer decides.",
    "if_harmed": "The desk looks again within a day.",
    "reassess_when": "The model changes.",
    "disclosure": "nobody",
    "disclosure_why": "It would help to game it.",
}


def control(bank: Bank, **given: Any) -> Record:
    """A control in force that Arjun owns."""
    words = {"lang": "en", "description": "What it is.", "how": "A second officer reads the file.", "guidance": "All."}
    more = {"test_method": "Ten files.", "owner": bank.people["arjun"].pk}
    made = bank.does("mei", "control", "create", **words | more | given)
    return bank.does("arjun", "control", "approve", bank.does("mei", "control", "submit", made))


def decided(**out: str) -> list[dict[str, str]]:
    """Every control in, but those in `out`, with the reason there; an underscore stands for a dot."""
    left = {place.replace("_", "."): why for place, why in out.items()}
    return [
        {"control": one, "applies": "no" if one in left else "yes", "why": left.get(one, "Lending needs it.")}
        for one in expected(present())
    ]


def drafted(bank: Bank, **out: str) -> Record:
    """A Statement of Applicability that is decided and not yet submitted."""
    words = {"title": "Statement of Applicability", "title_alt": "适用性声明", "lang": "en", "disclosure": "on_request"}
    made = bank.does("mei", "statement_of_applicability", "create", **words, additional="One, for thin files.")
    return bank.does("mei", "statement_of_applicability", "edit", made, entries=decided(**out))


def stated(bank: Bank, **out: str) -> Record:
    """One in force, which Ingrid signed."""
    return signed(bank, drafted(bank, **out))


def signed(bank: Bank, draft: Record) -> Record:
    submitted = bank.does("mei", "statement_of_applicability", "submit", draft)
    return bank.does("ingrid", "statement_of_applicability", "approve", submitted)


def restated(bank: Bank, held: Record, **out: str) -> Record:
    """The next version, still a draft."""
    draft = bank.does("mei", "statement_of_applicability", "revise", held)
    return bank.does("mei", "statement_of_applicability", "edit", draft, entries=decided(**out))


def legal(bank: Bank) -> None:
    """Somebody holds the legal role."""
    if "rosalind" not in bank.people:
        bank.people = bank.people | {"rosalind": somebody("Rosalind Achterberg", "legal", bank.organisation)}


def assessing(bank: Bank, **given: Any) -> Record:
    """An assessment of the scoring that is written down and submitted."""
    rows = [{"dimension": pk} | JUDGED for pk in dimensions()]
    values = ASSESSED | {"dimensions": rows, "system": bank.records["system"].pk} | given
    made = bank.does("mei", "impact_assessment", "create", **values)
    return bank.does("mei", "impact_assessment", "submit", bank.does("mei", "impact_assessment", "begin", made))


def assessed(bank: Bank, **given: Any) -> Record:
    """One that Arjun approved."""
    said = {"decision": "It may run.", "conditions": "A person decides each refusal."}
    return bank.does("arjun", "impact_assessment", "approve", assessing(bank, **given), **said)


def notified(bank: Bank, one: Record) -> Record:
    """The authority was told of `one`, so that nothing is missing for Article 27."""
    legal(bank)
    told = {"authority": "CSSF", "notified_on": dt.date(2026, 1, 12)}
    return bank.does("rosalind", "impact_assessment", "notify_authority", one, **told)
