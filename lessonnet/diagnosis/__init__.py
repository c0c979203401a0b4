"""What a finished training suffers from, in words: evidence in, findings out.

Suffixes name the axes: E epochs, C classes, D inputs, B batch.
"""

from lessonnet.diagnosis._diagnose import DIAGNOSES, diagnose
from lessonnet.diagnosis._evidence import Curves, Evidence, Facts, State
from lessonnet.diagnosis._finding import Finding
from lessonnet.diagnosis._gathering import evidence_of

__all__ = ["DIAGNOSES", "Curves", "Evidence", "Facts", "Finding", "State", "diagnose", "evidence_of"]
