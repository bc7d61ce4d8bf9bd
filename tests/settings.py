"""The settings of the tests: the real ones, in a folder of their own, with a quick password hasher.

The folder is made by the first process, which removes it; each other one (the workers of pytest-xdist) has its own
home in it, since keys, and what is remembered beside them, belong to one database. `AIMS_DATABASE_URL` chooses the
database before Django starts; without it, SQLite in that home.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _remove(home: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(home, ignore_errors=True)


if "AIMS_TEST_OWNER" not in os.environ:
    os.environ["AIMS_TEST_OWNER"] = str(os.getpid())
    os.environ["AIMS_TEST_FOLDER"] = tempfile.mkdtemp(prefix="aims-test-")
    atexit.register(_remove, os.environ["AIMS_TEST_FOLDER"], os.getpid())

home = Path(os.environ["AIMS_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
home.mkdir(mode=0o700, exist_ok=True)
os.environ["AIMS_HOME"] = str(home)

from aims.config.settings import *  # noqa: E402, F403
from aims.config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "aims.config.sqlite":
    # A file, not a memory: threads, processes and WAL as in production. Its durability is nobody's concern.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["AIMS_HOME"]) / "test.db")}
    DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA synchronous = OFF"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

# Two kinds that only the tests know; before what closes the registry.
INSTALLED_APPS.insert(INSTALLED_APPS.index("aims.config"), "tests.kernel.exercise")  # noqa: F405
