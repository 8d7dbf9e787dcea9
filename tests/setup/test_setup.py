"""scripts/setup.sh where it cannot help itself."""

import shutil
import subprocess
from pathlib import Path

_NEEDED = ("cat", "cksum", "dirname", "rm", "sh")


def test_setup_without_python_and_uv_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in _NEEDED:
        (tools / name).symlink_to(str(shutil.which(name)))

    done = subprocess.run(
        [tools / "sh", "scripts/setup.sh", "dev"],
        cwd=checkout,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "setup: python3 3.11 or newer is needed, or uv on PATH.\n"


def test_make_without_a_target_lists_them(checkout: Path) -> None:
    command = ["make", "--no-print-directory"]

    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)

    targets = [line.split()[1] for line in done.stdout.splitlines()]
    assert targets == [
        "help",
        "setup",
        "run",
        "admin",
        "manage",
        "test",
        "check",
        "messages",
        "lock",
        "lighthouse",
        "screenshots",
        "clean",
    ]
