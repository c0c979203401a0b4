"""When a resumed run must not begin again."""

from pathlib import Path

from lessonnet.options import OptionError
from lessonnet.sweep._results import read_results


def has_checkpoint(directory: Path) -> bool:
    """Tell whether a run has saved a checkpoint, be it damaged."""
    return any((directory / "checkpoints").glob("step-*.ckpt"))


def refuse_to_start_over(directory: Path) -> None:
    """Refuse to train a run anew over its own results; one that left none, or failed, may be.

    Args:
        directory: of the run.

    Raises:
        OptionError: if the run has results and no checkpoint to go on from.
    """
    if has_checkpoint(directory):
        return
    status = (read_results(directory) or {"status": "failed"}).get("status")
    if status != "failed":
        raise OptionError(
            f"{directory}: this run is {status} and saved no checkpoint; to resume it would train it anew over its "
            "own results."
        )
