"""The web room: what a person sees."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "aims.web"
    label = "web"
