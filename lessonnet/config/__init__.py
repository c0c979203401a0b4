"""The root of a config: which parts it has, and the check of all of it before anything is built or written."""

from lessonnet.config._check import check, check_tree, plain
from lessonnet.config._reproducing import reproducing
from lessonnet.config._schema import OPTIONAL_PARTS, PARTS, Settings
from lessonnet.config._target import is_network, takes_directory, target_of, watches_stacks
from lessonnet.config._unknown import unknown_key

__all__ = [
    "OPTIONAL_PARTS",
    "PARTS",
    "Settings",
    "check",
    "check_tree",
    "is_network",
    "plain",
    "reproducing",
    "takes_directory",
    "target_of",
    "unknown_key",
    "watches_stacks",
]
