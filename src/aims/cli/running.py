"""`aims serve` and `aims tick`: what runs all the time, and its steps run once."""

import sys
from typing import Annotated

import typer

from .shell import Json, _, answer, either, fail, note, say

HOSTS_HELP = "Address to listen at (AIMS_HOST). Anything but 127.0.0.1 is open to the network: put TLS in front."
Port = Annotated[int, typer.Option(help="Port (AIMS_PORT); 8042 unless said otherwise.", show_default=False)]
Workers = Annotated[
    int, typer.Option(help="Web processes (AIMS_WORKERS); 1 unless said otherwise.", show_default=False)
]
Threads = Annotated[
    int, typer.Option(help="Threads a web process (AIMS_THREADS); 4 unless said otherwise.", show_default=False)
]


def serve(
    host: Annotated[str, typer.Option(help=HOSTS_HELP)] = "",
    port: Port = 0,
    workers: Workers = 0,
    threads: Threads = 0,
) -> None:
    """Serve the pages and run the worker: one command, no other services. Makes the home at the first start.

    The first start prints the password of “admin” once. Stops on Ctrl-C or SIGTERM and leaves nothing running.
    """
    import os

    from aims.config.home import home
    from aims.jobs import lock
    from aims.jobs.serve import AddressTaken, Serving
    from aims.jobs.serve import serve as run

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")
    place = home()
    place.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.secret()  # made before two processes would both want to
    close_databases()
    what = Serving(
        place.worker_lock, host or place.host, port or place.port, workers or place.workers, threads or place.threads
    )
    shown = f"[{what.host}]" if ":" in what.host else what.host
    ready = f"OpenAIMS: http://{shown}:{what.port}/"
    stop = either(" (Ctrl-C stops it)", "（按 Ctrl-C 停止）")
    try:
        code = run(what, lambda: note(ready + stop))
    except lock.Taken:
        pid = lock.holder(place.worker_lock)
        fail(
            either(
                f"{place.home} is being served already (process {pid}); stop that, or name another folder with --home.",
                f"{place.home} 已在运行（进程 {pid}）；请先停止它，或用 --home 指定另一个目录。",
            )
        )
    except AddressTaken:
        fail(
            either(
                f"Another program listens at {what.host}:{what.port}; choose another port with --port.",
                f"{what.host}:{what.port} 已被其他程序占用；请用 --port 指定另一个端口。",
            )
        )
    if code:
        raise typer.Exit(code)


def close_databases() -> None:
    """The web processes are forked: what this process opened of the database (the demo does) is not for them."""
    if "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()


def tick(json_: Json = False) -> None:
    """Run the worker's steps once: reactions, ledger and checkpoint, what is due. Refused while `aims serve` runs."""
    import os

    from django.conf import settings

    from aims.jobs import lock
    from aims.jobs.steps import beat, steps

    try:
        held = lock.take(settings.HOME.worker_lock)
    except lock.Taken:
        fail(_("A worker runs on this home already; it does this by itself every second."))
    try:
        done = beat(steps())
    finally:
        os.close(held)
    if json_:
        answer(done)
    else:
        for name, count in done.items():
            say(f"{name}: {_('failed; see the log') if count is None else count}")
    if None in done.values():
        raise typer.Exit(1)
