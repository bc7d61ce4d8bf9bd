"""Paper: it has no records."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "aims.press"
    label = "press"
