"""Writing the beginning of a plugin: a complete package of its own, with code, YAML and tests that pass."""

from lessonnet.scaffold._package import KINDS, new_package

__all__ = ["KINDS", "new_package"]
