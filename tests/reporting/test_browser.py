"""The page in a real browser: what may run does, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reporting.directories import run_directory, sweep_directory
from tests.reporting.pages import Page, page_of

pytestmark = pytest.mark.browser

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --dump-dom"
)
_OWNED = "<script>document.title = 'owned'</script>"


def seen(directory: Path, html: str) -> Page:
    """A page after its scripts have run."""
    (directory / "page.html").write_text(html)
    name = next(name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name))
    profile = f"--user-data-dir={directory / 'profile'}"
    command = [name, *_FLAGS.split(), profile, (directory / "page.html").as_uri()]
    return Page(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_policy_lets_our_own_script_run_and_no_other(tmp_path: Path) -> None:
    html = page_of(sweep_directory(tmp_path / "sweep")).html.replace("</main>", f"</main>{_OWNED}")
    page = seen(tmp_path, html)
    assert page.tags.count("button") == len(page.tables[0][0]) + len(page.tables[-1][0])
    assert "owned" not in re.findall(r"<title>(.*?)</title>", page.html)[0]


def test_policy_lets_no_script_run_on_the_page_of_a_run(tmp_path: Path) -> None:
    html = page_of(run_directory(tmp_path / "run")).html.replace("</main>", f"</main>{_OWNED}")
    assert "owned" not in re.findall(r"<title>(.*?)</title>", seen(tmp_path, html).html)[0]


def test_click_on_a_heading_sorts_by_numbers_and_again_turns_the_order(tmp_path: Path) -> None:
    html = page_of(sweep_directory(tmp_path / "sweep", rates=("0.1", "1", "10"), seeds=4)).html
    click = "for (const _ of [1, 2]) [...document.querySelectorAll('table')].at(-1).querySelector('button').click();"
    without_policy = re.sub(r"<meta http-equiv.*?>", "", html)
    page = seen(tmp_path, without_policy.replace("</body>", f"<script>{click}</script></body>"))
    # Twelve jobs: as words, 9 would come first.
    assert [row[0] for row in page.tables[-1][1:]] == [str(number) for number in range(11, -1, -1)]
