"""A child that outlives its parent would serve on unseen; this ends it."""

import os
import signal
import threading
import time


def end_with_parent() -> None:
    """Stop this process, as if told to, within a second of its parent's end."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leash", daemon=True).start()
