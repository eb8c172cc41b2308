"""The program between a worker and a child: runs `argv`, and ends the child's whole process group with the worker.

    supervisor.py LIFELINE_FD MEMORY_BYTES ARGV...

The worker holds the other end of the lifeline pipe. When it closes, because the worker wants the group killed or is
dead itself, the group gets SIGKILL. SIGTERM is passed on to the group. Should the supervisor be killed, Linux kills
the child (PR_SET_PDEATHSIG). It ends as the child ended: with its exit code, or by its signal.
It runs alone (`python -I -S`), so it imports nothing of ours.
"""

import ctypes
import os
import resource
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def main() -> None:
    lifeline, memory, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(lifeline)
        _become(argv, memory, supervisor)
    _join_own_group(child)
    signal.signal(signal.SIGTERM, lambda *_: _signal_group(child, signal.SIGTERM))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_watch, args=(lifeline, child), daemon=True).start()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # not reaped yet, so that its group id stays its own
    _signal_group(child, signal.SIGKILL)  # whatever it left behind
    _, status = os.waitpid(child, 0)
    _end_as(status)


def _become(argv: list[str], memory: int, supervisor: int) -> None:
    """Never returns: this process becomes `argv`."""
    try:
        _join_own_group(0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != supervisor:
                os._exit(1)
        if memory:
            # private writable memory: model files that are mapped for reading do not count
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.execvp(argv[0], argv)  # noqa: S606 - there is no shell, on purpose
    except BaseException as error:
        os.write(2, f"cannot start {argv[0]}: {error}\n".encode())
    os._exit(127)


def _join_own_group(pid: int) -> None:
    """Parent and child both do it, so that the group is there whoever runs first."""
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass  # the child has become its program already


def _watch(lifeline: int, child: int) -> None:
    try:
        os.read(lifeline, 1)
    finally:
        _signal_group(child, signal.SIGKILL)


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass


def _end_as(status: int) -> None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.pause()
    os._exit(os.WEXITSTATUS(status))


if __name__ == "__main__":
    main()
