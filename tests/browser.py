"""A real browser without a window."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome")

_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def screenshot(address: str, place: Path, *, width: int = 1300, height: int = 850, milliseconds: int = 20_000) -> Path:
    """Open a page, let its scripts have so much of their own time, and write what is to be seen as a PNG."""
    name = next(name for name in NAMES if shutil.which(name))
    with TemporaryDirectory() as profile:
        options = (f"--user-data-dir={profile}", f"--window-size={width},{height}")
        wait = f"--virtual-time-budget={milliseconds}"
        subprocess.run(
            [name, *_QUIET, *options, wait, f"--screenshot={place}", address],
            check=True,
            capture_output=True,
            timeout=200,
        )
    return place
