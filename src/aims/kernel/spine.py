"""The guard on every table of the kernel: rows change only while `perform()` is applying a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from django.db import models

_applying: ContextVar[bool] = ContextVar("applying", default=False)


class WriteOutsidePerform(RuntimeError):
    """Raised when code tries to change a record by another way than `perform()`."""


@contextmanager
def applying() -> Iterator[None]:
    """Opened by `perform()` alone. Within it rows may be written; opening it twice is a nested perform and refused."""
    if _applying.get():
        raise WriteOutsidePerform("perform() inside perform(): a cascade is a further command or a reaction")
    token = _applying.set(True)
    try:
        yield
    finally:
        _applying.reset(token)


def must_be_applying(what: str) -> None:
    if not _applying.get():
        raise WriteOutsidePerform(f"{what}: records change only through perform()")


class GuardedQuerySet[M: models.Model](models.QuerySet[M]):
    """Reads as ever; every bulk way to write is closed or guarded."""

    def update(self, **kwargs: Any) -> int:
        must_be_applying(f"{self.model.__name__}.update")
        return super().update(**kwargs)

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WriteOutsidePerform(f"{self.model.__name__}: nothing is written or deleted in bulk")

    delete = bulk_update = update_or_create = get_or_create = _refuse
    delete.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        must_be_applying(f"{self.model.__name__}.bulk_create")
        return super().bulk_create(*args, **kwargs)


class Guarded(models.Model):
    """A model whose rows only `perform()` writes and nobody deletes."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        must_be_applying(f"{type(self).__name__}.save")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WriteOutsidePerform(f"{type(self).__name__}: records are retired, never deleted")
