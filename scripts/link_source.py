"""Make the virtual environment run this checkout: a path entry for `src` and the `volano` command."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    site = Path(sysconfig.get_paths()["purelib"])
    (site / "volano-source.pth").write_text(f"{ROOT / 'src'}\n")
    command = Path(sys.executable).parent / "volano"
    command.write_text(f"#!{sys.executable}\nfrom volano.cli import main\n\nmain()\n")
    command.chmod(0o755)
