"""Read a table in a process of its own, and print the seconds and the bytes that it took at most.

python measured_reading.py polars|read|chunks PATH
"""

import resource
import sys
import time
from pathlib import Path

import polars as pl

from lessonnet.tables import Reading, open_table

ROWS = 1 << 15


def _peak() -> int:
    # Not ru_maxrss: a process begins with that of the one that started it.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(way: str, path: str) -> None:
    """Print processor seconds and bytes above those that the imports took."""
    peak, start, wall = _peak(), _seconds(), time.perf_counter()
    if way == "polars":
        pl.read_csv(path)
    else:
        source = open_table(Reading(path=path))
        types = dict.fromkeys(source.names, pl.Float64())
        if way == "read":
            source.read(types)
        else:
            for _piece in source.chunks(types, ROWS):
                pass
    print(_seconds() - start, _peak() - peak, time.perf_counter() - wall)


if __name__ == "__main__":
    main(*sys.argv[1:])
