"""What is installed beside lessonnet: plugins, the options that their YAML offers, their figures and export formats.

Packages are found by their entry points (`lessonnet.plugins`, `lessonnet.figures`, `lessonnet.exports`). Nothing of a
plugin is imported before something of it is used; nothing here imports anything heavy.
"""

from lessonnet.extensions._claims import (
    broken_files,
    config_file,
    has_unknown_group,
    option_of,
    options_of_plugins,
    problem_of,
    refuse_clash,
    refuse_unusable,
    target_of_option,
    unusable_options,
)
from lessonnet.extensions._forget import forget
from lessonnet.extensions._functions import export, export_names, figure, figure_names, plugins_offering
from lessonnet.extensions._load import load_from, naming_package
from lessonnet.extensions._own import MAIN, config_directory
from lessonnet.extensions._plugin import Plugin, installed, plugin_of_module

__all__ = [
    "MAIN",
    "Plugin",
    "broken_files",
    "config_directory",
    "config_file",
    "export",
    "export_names",
    "figure",
    "figure_names",
    "forget",
    "has_unknown_group",
    "installed",
    "load_from",
    "naming_package",
    "option_of",
    "options_of_plugins",
    "plugin_of_module",
    "plugins_offering",
    "problem_of",
    "refuse_clash",
    "refuse_unusable",
    "target_of_option",
    "unusable_options",
]
