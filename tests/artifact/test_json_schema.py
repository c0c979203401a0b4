"""The published schema: it allows what the program writes, and refuses what the program refuses, where it can."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lessonnet.artifact import json_schema
from lessonnet.artifact._description import check_description
from lessonnet.data import BUILT_IN, DataSet, Table
from lessonnet.models import MLP, Classifier, LogisticRegression, Perceptron
from lessonnet.nn import ACTIVATIONS, Tanh
from lessonnet.options import OptionError
from lessonnet.sweep._description import description_of
from lessonnet.tables import Missing, Schema
from tests.artifact.model import GOOD, GOOD_2, LEFT_OUT, changed
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
    # The whole, part, options, parameters, plugin, scaling, table and both kinds of columns.
    assert len(found) == 9
    for part in found:
        assert part["additionalProperties"] is False
        properties = part.get("properties", {})
        later = SCHEMA["allOf"][0]["else"]["required"] if part is SCHEMA else []
        assert sorted([*part.get("required", []), *later]) == sorted(properties)
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


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "students.csv"
    rows = [f"{'' if i % 7 == 0 else i / 10},{'abc'[i % 3]}\t,{'yes' if i % 2 else 'no'}" for i in range(60)]
    path.write_text("\n".join(["gpa,rank,admit", *rows]) + "\n")
    return path


@pytest.mark.parametrize("missing", ["impute", "drop"])
@pytest.mark.parametrize("kind", [Perceptron, LogisticRegression, MLP])
def test_json_schema_allows_a_table_s_model(students: Path, kind: type[Classifier], missing: Missing) -> None:
    data = Table(path=str(students), target="admit", missing=missing)
    data.setup()
    sizes = {"in_features": data.in_features, "classes": 2}
    found = written(kind(hidden=[3], activation=Tanh(), **sizes) if kind is MLP else kind(**sizes), data)
    assert found["data"] is None
    assert str(students) not in json.dumps(found)
    assert Schema.of(found["table"]) == data.schema
    VALIDATOR.validate(found)
    assert is_checked(found)


EVERY = {**GOOD, **GOOD_2}


@pytest.mark.parametrize("kind", EVERY)
def test_json_schema_allows_the_models_that_these_tests_begin_with(kind: str) -> None:
    VALIDATOR.validate(EVERY[kind])
    assert is_checked(EVERY[kind])


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.words)
def test_wrong_description_is_refused_by_the_check_and_by_the_schema_where_it_can_see_it(wrong: Any) -> None:
    assert not is_checked(wrong.description)
    assert is_allowed(wrong.description) != wrong.schema_sees


ODD = [None, True, 0, -1, 0.5, 10**7, "", "a\n", "${oc.env:HOME}", "/etc/passwd", "impute", [], [0], ["a", "a"], {}]
ODD += [{"_target_": "os.system"}, [[]], LEFT_OUT]


def paths(found: Any, prefix: str = "") -> Iterator[str]:
    for key, value in found.items() if isinstance(found, dict) else enumerate(found):
        if "." in str(key):  # of a tensor, where a path could not be told from a name
            continue
        yield f"{prefix}{key}"
        if isinstance(value, dict | list):
            yield from paths(value, f"{prefix}{key}.")


@pytest.mark.parametrize("kind", EVERY)
def test_whatever_the_check_lets_pass_the_schema_allows(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    cases = passed = 0
    for path in paths(EVERY[kind]):
        for odd in ODD:
            mutant = changed(EVERY[kind], {path: odd})
            cases += 1
            if is_checked(mutant):
                passed += 1
                assert is_allowed(mutant), path
    with capsys.disabled():
        print(f"\nmutants of a {kind} model: {cases}, let pass and allowed: {passed}")
    # An empty or odd text is a name like any other, a threshold may be 0, and so on.
    assert 0 < passed < cases / 4
