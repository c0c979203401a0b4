"""The report of a run or a sweep: a directory is read, and one page comes out. Nothing here imports torch.

A directory may be a stranger's: its files are read within bounds, all of its texts are escaped, and nothing that it
names is opened, imported or executed.
"""

from lessonnet.reporting._report import report_of
from lessonnet.reporting._write import Written, write_report

__all__ = ["Written", "report_of", "write_report"]
