from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "aims.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import invitations  # noqa: F401  registers the reaction
