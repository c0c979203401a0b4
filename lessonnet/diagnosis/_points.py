"""What is wrong with the points rather than with the training: rare classes, features of unlike size."""

import numpy as np

from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding, percent, shown

RARE = 0.3
"""Times the even share, below which a class is rare."""
MISSED = 0.5
"""Recall below which a rare class is missed."""
UNEVEN = 0.7
"""Times the even share, from which on classes are about equally frequent, and what is missed has another reason."""
_TELLING = 8
"""Points to judge by, below which the recall of a class that is not that rare may be chance."""
UNLIKE = 10.0
"""Times the typical size of the features, that the largest has."""
HUGE = 20.0
"""Size at which every feature is too large for weights of the order of 1."""


def class_imbalance(evidence: Evidence) -> Finding | None:
    """Find a rare class most of whose points are taken for others, where classes are not weighed.

    The less rare the class, the more of it must be missed to blame its rarity: with its share of the points in even
    shares, recall and share together stay below 1.
    """
    facts = evidence.facts
    if facts is None or evidence.asked.class_weight is not None or evidence.curves.epochs == 0:
        return None
    counts, recalls = np.array(facts.counts), np.array(facts.recalls)
    rarest = int(counts.argmin())
    even, total = counts.sum() / len(counts), int(counts.sum())
    share = float(counts[rarest] / even)
    is_few = facts.judged * counts[rarest] / total < _TELLING
    if share > UNEVEN or (share > RARE and is_few):
        return None
    if not recalls[rarest] < min(MISSED, 1 - share) or not np.nanmax(recalls) > MISSED:
        return None
    return Finding(
        "class imbalance",
        f"the class {facts.class_names[rarest]} has {counts[rarest]} of {total} training points, and "
        f"{percent(recalls[rarest])} of its points are recognised: answering with the others costs too little",
        {"points": float(counts[rarest]), "of": float(total), "recall": float(recalls[rarest])},
        "data.class_weight=balanced" if evidence.asked.has_class_weight else None,
        weight=6,
    )


def features_not_scaled(evidence: Evidence) -> Finding | None:
    """Find features of very unlike or very large size that were left as they are."""
    facts = evidence.facts
    if facts is None or evidence.asked.standardize or not facts.sizes:
        return None
    sizes = np.array(facts.sizes)
    largest, typical = int(sizes.argmax()), float(np.median(sizes[sizes > 0])) if (sizes > 0).any() else 0.0
    size = float(sizes[largest])
    if size < HUGE and size < UNLIKE * typical:
        return None
    return Finding(
        "features not scaled",
        f"{facts.feature_names[largest]} is of the order of {shown(size)}, the typical feature of {shown(typical)}: "
        "one learning rate cannot suit the weights of both",
        {"largest": size, "typical": typical},
        "data.standardize=true",
        weight=9,
    )
