"""Sizes as people write them."""

import pytest

from lessonnet.options import OptionError, bytes_of


@pytest.mark.parametrize(
    ("value", "size"),
    [(1, 1), ("1", 1), ("500MB", 500_000_000), ("1.5 GiB", 1_610_612_736), ("2kb", 2000), ("1 KiB", 1024)],
)
def test_bytes_of_reads_sizes(value: str | int, size: int) -> None:
    assert bytes_of("data.memory_limit", value) == size


@pytest.mark.parametrize("value", ["", "much", "-1MB", "0", "1 PB", "1,5GB", "0.1B"])
def test_bytes_of_refuses_everything_else(value: str) -> None:
    with pytest.raises(OptionError, match=r"`data\.memory_limit` must be a size such as 500MB"):
        bytes_of("data.memory_limit", value)
