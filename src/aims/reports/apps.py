"""What is put on paper: it has no records of its own."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "aims.reports"
    label = "reports"
