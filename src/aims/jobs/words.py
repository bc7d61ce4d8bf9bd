"""What is said at the first start, in the language it is started in."""

from typing import NamedTuple

from django.utils.translation import gettext as _


class FirstStart(NamedTuple):
    organisation: str
    person: str

    @staticmethod
    def password_line(username: str, password: str) -> str:
        """The only time that this password is shown."""
        return _(
            "First start. Sign in as “%(username)s” with this password, which is shown only once: %(password)s"
        ) % {"username": username, "password": password}


def first_start() -> FirstStart:
    return FirstStart(_("Our organisation"), _("Administrator"))
