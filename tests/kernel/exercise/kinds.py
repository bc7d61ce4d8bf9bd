"""Two kinds for tests only: a confidential one, and a controlled one that relies on it."""

from aims.kernel.kinds import AUTHOR, OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import confirmed, controlled

from .models import Pact, Secret

SECRET = register(
    Kind(
        model=Secret,
        prefix="XSE",
        job="audit",
        workflow=confirmed(),
        audience=Audience.RESTRICTED,
        sections=(Section("Secret", ("title", "title_alt", "lang", "text", "level", "owner", "unit", "review_due")),),
        grants={
            "legal": "view create edit submit approve return revise retire",
            "security_lead": "edit submit approve return",
            "staff_member": "create",
            OWNER: "edit submit",
            AUTHOR: "view",
        },
        relations=(Relation("beside", "beside"),),
    )
)
PACT = register(
    Kind(
        model=Pact,
        prefix="XPA",
        job="audit",
        workflow=controlled(lambda pact: None if pact.text else "it has no text"),
        sections=(Section("Pact", ("title", "lang", "text", "amount", "basis", "owner", "unit", "review_due")),),
        grants={
            "aims_manager": "create edit submit revise",
            "legal": "create edit submit revise approve return retire",
            "top_management": "approve return retire",
            "agent": "create edit submit approve",
            OWNER: "edit submit",
        },
        relations=(Relation("upon", "upon", "secret"),),
        relies_on=("upon",),
        review_months=12,
    )
)
