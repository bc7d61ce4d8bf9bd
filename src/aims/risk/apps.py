from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "aims.risk"
    label = "risk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import assessments, kinds, standing, testing  # noqa: F401  registers the kinds and the rules
