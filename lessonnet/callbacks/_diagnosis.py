"""Whether a run is looked over at its end."""

import lightning.pytorch as pl


class Diagnosis(pl.Callback):
    """Have a training diagnosed at its end, in words: see `lessonnet.diagnosis`.

    What is found is printed, and stands in `results.json` with its evidence and with what to try.
    """
