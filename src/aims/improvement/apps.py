from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "aims.improvement"
    label = "improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import breaches, failed_tests, kinds, unsettling  # noqa: F401  registers kinds, duties, what makes assessments stale
