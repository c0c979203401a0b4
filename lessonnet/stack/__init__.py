"""The engine: K networks of one graph trained as one tensor program inside Lightning.

Suffixes name the axes: K members, A active members, B batch, D inputs, H hidden, C classes (scores), P flat
parameters, S steps, N points, G data sets, E epochs, F frames, M metrics.
"""

from lessonnet.stack._backprop import way_of
from lessonnet.stack._chunks import Chunk, Chunks
from lessonnet.stack._frames import Course, Frames
from lessonnet.stack._members import Member, initial_rows
from lessonnet.stack._order import Met, PointOrder
from lessonnet.stack._outcome import Outcome
from lessonnet.stack._rates import Rates
from lessonnet.stack._record import TRAINING, Record
from lessonnet.stack._stack import Stack
from lessonnet.stack._trainer import PRECISIONS, trainer

__all__ = [
    "PRECISIONS",
    "TRAINING",
    "Chunk",
    "Chunks",
    "Course",
    "Frames",
    "Member",
    "Met",
    "Outcome",
    "PointOrder",
    "Rates",
    "Record",
    "Stack",
    "initial_rows",
    "trainer",
    "way_of",
]
