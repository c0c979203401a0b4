"""Run the notebooks and write their outputs into them: `python scripts/refresh_notebooks.py [name …]`.

The names are beginnings, such as `03`; none means all. What a machine adds of its own, times and paths, is left out.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SECONDS = 120
"""For one cell."""


def execute(notebook: nbformat.NotebookNode, directory: Path) -> None:
    """Run a notebook's cells in a directory, where its runs are written, and keep their outputs.

    Raises:
        CellExecutionError: if a cell fails.
    """
    resources = {"metadata": {"path": str(directory)}}
    # Coalesced, for how a stream is cut into pieces is a matter of luck.
    options = {"timeout": SECONDS, "resources": resources, "record_timing": False, "coalesce_streams": True}
    NotebookClient(notebook, kernel_name="python3", **options).execute()
    notebook.metadata["language_info"] = {"name": "python"}  # the kernel has added its version


def main() -> None:
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    beginnings = tuple(sys.argv[1:]) or ("",)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if path.name.startswith(beginnings):
            notebook = nbformat.read(path, as_version=4)
            with tempfile.TemporaryDirectory() as directory:
                execute(notebook, Path(directory))
            path.write_text(nbformat.writes(notebook, indent=1).rstrip("\n") + "\n", encoding="utf-8")
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
