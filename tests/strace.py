"""What a process really did, by its system calls: the judge of harm, whatever an answer or an error text says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

CALLS = (
    "open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,"
    "truncate,mknod,mknodat,chmod,fchmodat,connect,bind,listen,sendto,sendmsg,execve,execveat,fork,vfork,clone,clone3,kill,ptrace"
)
READ_BY_THE_RUNTIME = re.compile(
    r'"(/proc/(self|meminfo|stat|cpuinfo|\d+)|/sys/(fs/cgroup|kernel/mm/transparent_hugepage|devices/system/(cpu|node)))'
)
"""What DuckDB and the allocator look at for themselves: how much memory and how many processors there are."""


def available() -> bool:
    return shutil.which("strace") is not None


def command(log: Path, program: Sequence[str]) -> list[str]:
    """``program`` under strace, with every process that it starts."""
    return ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-s", "300", "-o", str(log), *program]


def harm(log: str, store: str) -> list[str]:
    """Lines of a log that a question may not cause; an attempt counts as much as a success.

    ``log`` begins when the question was read. The store's own file may be opened to read, a thread may be made.
    """
    return [line for line in log.splitlines() if not _harmless(line, store)]


def _harmless(line: str, store: str) -> bool:
    call = re.sub(r"^\d+\s+", "", line)
    # "???": the process was killed before strace could read which call it was about to make.
    if call.startswith(("+++", "---", "<...", "???(")):
        return True
    if call.startswith(("clone(", "clone3(")):
        return "CLONE_THREAD" in call
    if not call.startswith(("open(", "openat(")):
        return False
    written = re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)", call) is not None
    return not written and (store in call or READ_BY_THE_RUNTIME.search(call) is not None)
