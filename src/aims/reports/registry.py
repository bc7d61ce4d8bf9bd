"""The reports there are. One more is one more file, and its name here."""

from . import risk_register

REPORTS = {report.name: report for report in (risk_register.REPORT,)}
"""By the name that addresses and commands call it."""
