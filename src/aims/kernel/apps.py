from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "aims.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import people  # noqa: F401  registers the kinds
