"""What this process is made of: its code and its environment, found once and the same for everything it makes."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from volano_server.kit.canonical import digest_of_bytes

PACKAGE = Path(__file__).resolve().parents[1]
# What changes how numbers are rounded; other features of a processor do not matter.
_FEATURES = frozenset((
    "sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16",
    "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "asimd", "asimddp", "bf16", "i8mm", "sve", "sve2",
))  # fmt: skip


@cache
def code_version() -> str:
    """`git:<commit>` of the checkout this runs from (`+dirty.<source digest>` when changed), or `volano:<version>`.

    An installed package adds its source digest as well: two builds under one version number are told apart.
    """
    source = source_digest().removeprefix("sha256:")[:16]
    commit = _git("rev-parse", "HEAD") if _git("ls-files", "--", "__init__.py") else ""
    if commit:
        return f"git:{commit}" + (f"+dirty.{source}" if _git("status", "--porcelain", "--", ".") else "")
    try:
        version = importlib.metadata.version("volano")
    except importlib.metadata.PackageNotFoundError:
        version = "unreleased"
    return f"volano:{version}+{source}"


@cache
def source_digest() -> str:
    """`sha256:…` over the path and content of every Python file of the platform."""
    lines = [
        f"{path.relative_to(PACKAGE).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(PACKAGE.rglob("*.py"))
    ]
    return digest_of_bytes("\n".join(lines).encode())


@cache
def environment() -> dict[str, Any]:
    """Python, platform, what of the processor decides numbers, and `name==version` of every installed package."""
    found = {
        f"{one.name.lower()}=={one.version}" for one in importlib.metadata.distributions() if one.name and one.version
    }
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip(),
        "processor": {"features": processor_features(), "cores": _cores()},
        "packages": sorted(found),
    }


def processor_features(info: Path = Path("/proc/cpuinfo")) -> list[str]:
    """The processor's features that change how numbers are rounded, sorted; its name where Linux does not say."""
    try:
        lines = info.read_text().splitlines()
    except OSError:
        return [platform.processor() or platform.machine()]
    told = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return sorted(_FEATURES & set(told.partition(":")[2].split()))


def compare_environments(recorded: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What differs, by name: `[then, now]` for a value, and packages that were added, removed or changed."""
    found: dict[str, Any] = {
        name: [recorded.get(name), now.get(name)]
        for name in sorted((recorded.keys() | now.keys()) - {"packages"})
        if recorded.get(name) != now.get(name)
    }
    before, after = (dict(one.split("==", 1) for one in side.get("packages", [])) for side in (recorded, now))
    changed = {name: [before.get(name), after.get(name)] for name in before.keys() | after.keys()}
    packages = {name: pair for name, pair in sorted(changed.items()) if pair[0] != pair[1]}
    return found | ({"packages": packages} if packages else {})


def _cores() -> int:
    """Cores this process may use: how a sum is cut into threads decides its last bits."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _git(*arguments: str, at: Path = PACKAGE) -> str:
    """What git prints about the checkout, or nothing: there may be no git, or no checkout."""
    try:
        told = subprocess.run(["git", *arguments], cwd=at, capture_output=True, text=True, timeout=10, check=True)  # noqa: S607 - the user's own git
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
