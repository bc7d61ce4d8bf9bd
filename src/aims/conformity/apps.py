from django.apps import AppConfig


class ConformityConfig(AppConfig):
    name = "aims.conformity"
    label = "conformity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import annex_a, clause4, clause5, clause7, clause8, clause10, kinds  # noqa: F401  registers kinds and checks
