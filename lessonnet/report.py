"""One page about a run or a sweep: ``python -m lessonnet.report run=<run or sweep> [output=<file>]``."""

from __future__ import annotations

import sys

from lessonnet.command import run_plain_program

HELP = """\
Write one page about a run or a sweep: what was run, results, diagnosis, figures and film, the command that repeats it.

usage: python -m lessonnet.report run=<run or sweep directory> [output=<file>]

  run=                  the directory; a stranger's is safe to read
  output=               what to write, .html, which must not exist yet; without it report.html in the directory itself,
                        where an earlier report is replaced

The page is one file that needs no network: pictures stand in it, nothing is fetched, and no script of the directory's
is part of it. With figures in the directory it shows them; it draws learning curves itself where there are none.
"""


def report(run: str, output: str | None = None) -> str:
    """Write the report of a run or a sweep and return where it is.

    Args:
        run: a run's or a sweep's directory.
        output: the file to write, None for `report.html` in the directory.

    Raises:
        OptionError: if the directory or the place cannot be used.
    """
    from lessonnet.reporting import write_report  # --help needs no templates

    path, left_out = write_report(run, output)
    return "\n".join([f"report    {path}", *(f"left out  {line}" for line in left_out)])


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_plain_program(report, HELP)


if __name__ == "__main__":
    sys.exit(main())
