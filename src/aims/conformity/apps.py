from django.apps import AppConfig


class ConformityConfig(AppConfig):
    name = "aims.conformity"
    label = "conformity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import clause5, kinds  # noqa: F401  registers the kinds and the checks
