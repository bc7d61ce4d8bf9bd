from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "aims.improvement"
    label = "improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import kinds  # noqa: F401  registers the kinds
