from django.apps import AppConfig


class ExerciseConfig(AppConfig):
    name = "tests.kernel.exercise"
    label = "exercise"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import kinds  # noqa: F401  registers the kinds
