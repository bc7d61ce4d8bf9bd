"""The fields of an AI system as these tests know them."""

from aims.exchange.maps import FieldSpec

SORTS = ("predictive_analytics", "generative", "chatbot", "autonomous_decision", "platform", "staff_tool", "other")
STAGES = (
    "inception",
    "design_and_development",
    "verification_and_validation",
    "deployment",
    "operation_and_monitoring",
    "continuous_validation",
    "re_evaluation",
    "retirement",
)
AI_SYSTEM = {
    spec.name: spec
    for spec in (
        FieldSpec("title", required=True, max_length=300),
        FieldSpec("intended_use"),
        FieldSpec("out_of_bounds_use"),
        FieldSpec("sort", "choice", choices=SORTS),
        FieldSpec("life_cycle_stage", "choice", choices=STAGES),
        FieldSpec("supplier", max_length=300),
        FieldSpec("unit_name", max_length=300),
    )
}
