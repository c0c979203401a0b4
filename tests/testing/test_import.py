"""`lessonnet.testing` as a plugin's author meets it first."""

import subprocess
import sys

import lessonnet.testing
from lessonnet.testing._option_suite import OptionSuite

WITHOUT_PYTEST = "import sys; sys.modules['pytest'] = None; import lessonnet.testing"


def test_import_without_pytest_says_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_PYTEST], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: lessonnet.testing needs pytest: pip install 'lessonnet[testing]'"
    )


def test_suites_are_collected_only_where_they_are_subclassed() -> None:
    names = [name for name in lessonnet.testing.__all__ if name != "Change"]
    suites = [getattr(lessonnet.testing, name) for name in names]
    assert all(issubclass(suite, OptionSuite) and not suite.__name__.startswith("Test") for suite in suites)
    assert names == [suite.__name__ for suite in suites]


def test_each_test_says_what_it_is_for() -> None:
    for name in lessonnet.testing.__all__:
        suite = getattr(lessonnet.testing, name)
        tests = {test: getattr(suite, test) for test in dir(suite) if test.startswith("test_")}
        assert all(test.__doc__ for test in tests.values()), name
