"""What holds for every test: none fails for being slow on a busy machine, or for how its run was started."""

import gc
import signal

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# A shell starts what runs in the background with SIGINT ignored, nohup with SIGHUP: tests send both.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: the collector of what nobody needs any more is spared going through them."""
    gc.collect()
    gc.freeze()
