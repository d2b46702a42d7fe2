"""A traced process -> a count of the system calls by which it changes the disk or sends something; Linux only."""

import ctypes
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Final, NoReturn

_TRACEME, _CONT_TO_CALL, _OPTIONS, _CALL_INFO = 0, 24, 0x4200, 0x420E
"""Requests of ptrace(2)."""

_GOOD, _CLONE, _EXEC, _END_WITH_TRACER = 0x1, 0x8, 0x10, 0x100000
"""Its options: calls are told from signals; threads and a new program are followed; nobody outlives the tracer."""

_ANY_CHILD = 0x40000000
"""``__WALL`` of waitpid(2): threads, too."""

FAILED = 70
"""The exit code of a process whose work raised something."""

_CALL_STOP = signal.SIGTRAP | 0x80

_X86 = {
    "write": 1, "pwrite64": 18, "writev": 20, "sendfile": 40, "sendto": 44, "sendmsg": 46, "fsync": 74, "fdatasync": 75,
    "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87, "openat": 257,
    "mkdirat": 258, "unlinkat": 263, "renameat": 264, "linkat": 265, "fallocate": 285, "pwritev": 296, "renameat2": 316,
    "copy_file_range": 326,
}  # fmt: skip
_GENERIC = {
    "mkdirat": 34, "unlinkat": 35, "linkat": 37, "renameat": 38, "truncate": 45, "ftruncate": 46, "fallocate": 47,
    "openat": 56, "write": 64, "writev": 66, "pwrite64": 68, "pwritev": 70, "sendfile": 71, "fsync": 82,
    "fdatasync": 83, "sendto": 206, "sendmsg": 211, "renameat2": 276, "copy_file_range": 285,
}  # fmt: skip
NUMBERS: Final = {"x86_64": _X86, "aarch64": _GENERIC}.get(platform.machine(), {})
"""The calls that are counted, by the kernel's tables (arch/x86/entry/syscalls, include/uapi/asm-generic/unistd.h)."""

_OPENAT = NUMBERS.get("openat")


class _Info(ctypes.Structure):
    """``struct ptrace_syscall_info``, on entry to a call."""

    _fields_ = (
        ("op", ctypes.c_uint8), ("pad", ctypes.c_uint8 * 3), ("arch", ctypes.c_uint32), ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64), ("number", ctypes.c_uint64), ("arguments", ctypes.c_uint64 * 6),
    )  # fmt: skip


def possible() -> bool:
    """Whether this machine's calls are known, and a process may trace its children."""
    if not NUMBERS or platform.system() != "Linux":
        return False
    child = os.fork()
    if not child:
        os._exit(0 if _libc.ptrace(_TRACEME, 0, 0, 0) == 0 else FAILED)
    return os.waitpid(child, 0)[1] == 0


def counted(work: Callable[[], object], kill_at: int | None = None) -> tuple[int, int]:
    """Do the work in a forked process, which is killed before its nth call that counts; calls made, and its exit code.

    The code is -9 where it was killed. This process must have no other children meanwhile.
    """
    child = os.fork()
    if not child:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        leave_after(work)
    os.waitpid(child, 0)
    _ptrace(_OPTIONS, child, 0, _GOOD | _CLONE | _EXEC | _END_WITH_TRACER)
    _ptrace(_CONT_TO_CALL, child, 0, 0)
    return _watched(child, kill_at)


def leave_after(work: Callable[[], object]) -> NoReturn:
    """Do the work and end this process, without what a process does at its end; a fault is printed."""
    code = FAILED
    try:
        code = int(work() or 0)  # type: ignore[call-overload]
    except BaseException:  # noqa: BLE001  this process ends here, whatever it is
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _watched(child: int, kill_at: int | None) -> tuple[int, int]:
    calls = 0
    while True:
        thread, status = os.waitpid(-1, _ANY_CHILD)
        if not os.WIFSTOPPED(status):
            if thread == child:
                return calls, os.waitstatus_to_exitcode(status)
            continue
        stopped = os.WSTOPSIG(status)
        if stopped == _CALL_STOP and _counts(thread):
            if calls == kill_at:
                os.kill(child, signal.SIGKILL)
                continue
            calls += 1
        # A signal is handed on; what only tells the tracer of threads and programs is not.
        handed = 0 if stopped in (_CALL_STOP, signal.SIGTRAP, signal.SIGSTOP) else stopped
        _ptrace(_CONT_TO_CALL, thread, 0, handed)


def _counts(thread: int) -> bool:
    """Whether the thread is on its way into a call that counts."""
    info = _Info()
    _ptrace(_CALL_INFO, thread, ctypes.sizeof(info), ctypes.addressof(info))
    if info.op != 1 or info.number not in _COUNTED:
        return False
    if info.number == _OPENAT:
        return bool(info.arguments[2] & os.O_CREAT)
    return True


_COUNTED = frozenset(NUMBERS.values())

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes, _libc.ptrace.restype = [ctypes.c_long] * 4, ctypes.c_long


def _ptrace(request: int, process: int, address: int, data: int) -> None:
    """Raises nothing: a process that has just died is told of by the next wait."""
    _libc.ptrace(request, process, address, data)
