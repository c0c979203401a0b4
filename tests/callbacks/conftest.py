"""Real Trainers run here; two of Lightning's own warnings are about its insides."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/callbacks" in item.path.as_posix():
            item.add_marker(pytest.mark.filterwarnings("ignore:.*LeafSpec.*:FutureWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:.*does not have many workers"))
