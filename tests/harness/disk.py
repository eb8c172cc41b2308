"""Disks that are soon full."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A mounted file system of that size, or None where this user may not mount one."""
    with tempfile.TemporaryDirectory() as directory:
        options = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", directory]
        if subprocess.run(options, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield Path(directory)
        finally:
            subprocess.run(["umount", "-l", directory], check=True)
