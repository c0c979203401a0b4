"""The published schema: it allows what the program writes, and refuses what the program refuses, where it can."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from lessonnet.artifact import json_schema
from lessonnet.artifact._description import check_description
from lessonnet.data import BUILT_IN, DataSet, Part, Rows
from lessonnet.models import MLP, Classifier, LogisticRegression, Perceptron
from lessonnet.nn import ACTIVATIONS, Tanh
from lessonnet.options import OptionError
from lessonnet.sweep._description import description_of
from lessonnet.tables import CategoryColumn, NumberColumn, Schema
from tests.artifact.model import GOOD, LEFT_OUT, changed
from tests.artifact.wrong_descriptions import WRONG

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def is_allowed(description: dict[str, Any]) -> bool:
    return bool(VALIDATOR.is_valid(description))


def is_checked(description: dict[str, Any]) -> bool:
    try:
        check_description(description, Path("model.json"))
    except OptionError:
        return False
    return True


def written(model: Classifier, data: DataSet) -> dict[str, Any]:
    """What a run writes, read back."""
    found: dict[str, Any] = json.loads(json.dumps(description_of(model, data, "32-true")))
    return found


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """All schemas of objects that say which keys there are; conditions only add to them."""
    found = [SCHEMA, *SCHEMA["$defs"].values()]
    yield from (part for part in found if part.get("type") == "object")


def test_json_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_json_schema_describes_every_key_and_allows_no_other() -> None:
    found = list(objects(SCHEMA))
    assert len(found) == 7  # the whole, part, options, scaling, table and both kinds of columns
    for part in found:
        assert part["additionalProperties"] is False
        properties = part.get("properties", {})
        assert sorted(part.get("required", [])) == sorted(properties)
        assert all(len(value["description"]) > 20 for value in properties.values())


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("kind", [Perceptron, LogisticRegression, MLP])
def test_json_schema_allows_every_built_in_model(name: str, kind: type[Classifier]) -> None:
    data = BUILT_IN[name]()
    data.setup()
    sizes = {"in_features": data.in_features, "classes": data.classes}
    found = written(kind(hidden=[3], activation=Tanh(), **sizes) if kind is MLP else kind(**sizes), data)
    VALIDATOR.validate(found)
    assert is_checked(found)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_json_schema_allows_every_activation(name: str) -> None:
    data = BUILT_IN["moons"]()
    data.setup()
    found = written(MLP(hidden=[3, 2], activation=ACTIVATIONS[name](), in_features=2, classes=2), data)
    VALIDATOR.validate(found)
    assert is_checked(found)


class Students(DataSet):
    """A data set that comes from a table, as far as a description is concerned."""

    name = "table"
    schema = Schema("admit", (NumberColumn("gpa", 3.2, True), CategoryColumn("rank", ("1", "2"))))

    def rows(self) -> Rows:
        raise NotImplementedError

    def setup(self, stage: str | None = None) -> None:
        self.feature_names, self.class_names, self.scaling = self.schema.feature_names, ["0", "1"], None
        self.train = Part.of(np.zeros((2, 5)), np.array([0, 1]))


@pytest.mark.parametrize("kind", [Perceptron, LogisticRegression, MLP])
def test_json_schema_allows_a_table_s_model(kind: type[Classifier]) -> None:
    data = Students()
    data.setup()
    sizes = {"in_features": 5, "classes": 2}
    found = written(kind(hidden=[3], activation=Tanh(), **sizes) if kind is MLP else kind(**sizes), data)
    assert found["data"] is None
    assert Schema.of(found["table"]) == data.schema
    VALIDATOR.validate(found)
    assert is_checked(found)


@pytest.mark.parametrize("kind", GOOD)
def test_json_schema_allows_the_models_that_these_tests_begin_with(kind: str) -> None:
    VALIDATOR.validate(GOOD[kind])
    assert is_checked(GOOD[kind])


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.words)
def test_wrong_description_is_refused_by_the_check_and_by_the_schema_where_it_can_see_it(wrong: Any) -> None:
    assert not is_checked(wrong.description)
    assert is_allowed(wrong.description) != wrong.schema_sees


ODD = [None, True, 0, -1, 0.5, 10**7, "", "a\n", "${oc.env:HOME}", "/etc/passwd", "impute", [], [0], ["a", "a"], {}]
ODD += [{"_target_": "os.system"}, [[]], LEFT_OUT]


def paths(found: Any, prefix: str = "") -> Iterator[str]:
    for key, value in found.items() if isinstance(found, dict) else enumerate(found):
        yield f"{prefix}{key}"
        if isinstance(value, dict | list):
            yield from paths(value, f"{prefix}{key}.")


@pytest.mark.parametrize("kind", GOOD)
def test_whatever_the_check_lets_pass_the_schema_allows(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    cases = passed = 0
    for path in paths(GOOD[kind]):
        for odd in ODD:
            mutant = changed(GOOD[kind], {path: odd})
            cases += 1
            if is_checked(mutant):
                passed += 1
                assert is_allowed(mutant), path
    with capsys.disabled():
        print(f"\nmutants of a {kind} model: {cases}, let pass and allowed: {passed}")
    # An empty or odd text is a name like any other, a threshold may be 0, and so on.
    assert 0 < passed < cases / 4
