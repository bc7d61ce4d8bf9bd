from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "aims.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import arrangements, duties, kinds, promises, reactions, trajectory  # noqa: F401  registers them
