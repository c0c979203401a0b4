"""The command line, directly under the programs: composing, checking, help, run directories.

Importing this imports neither Hydra nor torch, so that ``--help`` is quick.
"""

from lessonnet.command._catalogue import as_json, table
from lessonnet.command._plain_program import run_plain_program, run_words
from lessonnet.command._program import run_program

__all__ = ["as_json", "run_plain_program", "run_program", "run_words", "table"]
