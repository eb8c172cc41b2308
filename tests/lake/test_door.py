"""The door is cheap: nothing heavy is loaded before a store is opened."""

from __future__ import annotations

import subprocess
import sys


def test_the_door_loads_neither_arrow_nor_lance() -> None:
    script = "import sys, volano_server.lake; print(sorted({'pyarrow', 'lance', 'numpy', 'xxhash'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
