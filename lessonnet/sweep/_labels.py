"""Short names for the jobs of a sweep, by what each has for itself."""

from collections.abc import Sequence

from lessonnet.sweep._row import Row

_LONGEST = 30


def labels_of(rows: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """Return a name for each job, such as `adam`, `batch_size=64` or `sgd, plateau`.

    Args:
        rows: of the jobs.
        keys: that they differ in, in the order of the command line. Where what they say is long, or not what tells
            the jobs apart, jobs are called by their numbers.
    """
    labels = [", ".join(_words(key, row.values[key]) for key in keys if key in row.values) for row in rows]
    is_clear = all(0 < len(label) <= _LONGEST for label in labels) and len(set(labels)) == len(labels)
    return labels if is_clear else [f"job {row.job}" for row in rows]


def _words(key: str, value: str) -> str:
    """Say what a key was set to: a part by its option, a number by the last of its key's names."""
    if "." in key:
        return f"{key.rpartition('.')[2]}={value}"
    if value == "none":
        return f"no {key}"
    return value if not value.replace(".", "").isdigit() else f"{key}={value}"


def swept_keys(rows: Sequence[Row]) -> list[str]:
    """Return the keys that jobs differ in, in the order of the command line."""
    keys = dict.fromkeys(key for row in rows for key in row.values)
    return [key for key in keys if len({row.values.get(key) for row in rows}) > 1]
