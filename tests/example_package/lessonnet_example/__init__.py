"""One plugin of each common kind for lessonnet."""

from lessonnet_example.checkerboard import Checkerboard
from lessonnet_example.max_weight import MaxWeight
from lessonnet_example.radial import Radial
from lessonnet_example.soft_l1 import SoftL1
from lessonnet_example.squareplus import Squareplus

__all__ = ["Checkerboard", "MaxWeight", "Radial", "SoftL1", "Squareplus"]
