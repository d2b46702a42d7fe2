"""Values to JSON and back, by many threads at once."""

import os
import subprocess
import sys

import pytest

THREADS_THAT_READ_AT_ONCE = """
import os, sys, threading
import msgspec
from bot.domain.post import Post
from bot.domain.remembered import Flag, Remembered
from bot.domain.schedule import Schedule
from bot.storage.packing import unpack

def reading(start):
    start.wait()
    for kind in (Post, Schedule, Remembered, Flag):
        unpack('{"none": 1}', kind)

ended = []
for turn in range(60):
    child = os.fork()
    if not child:
        sys.setswitchinterval(1e-6)
        start = threading.Barrier(8)
        threads = [threading.Thread(target=reading, args=[start]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        os._exit(0)
    ended.append(os.waitpid(child, 0)[1])
print(sum(map(bool, ended)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that begin alike")
def test_threads_may_be_the_first_to_read_at_once() -> None:
    """In processes of their own, sixty times: what msgspec does not bear takes the process down."""
    done = subprocess.run([sys.executable, "-c", THREADS_THAT_READ_AT_ONCE], check=True, capture_output=True)

    assert done.stdout == b"0\n"
