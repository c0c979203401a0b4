"""A table's schema survives the way through a model directory, and only a sound one does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessonnet.artifact import check_table, check_texts, load_model, save_model
from lessonnet.options import OptionError
from lessonnet.tables import CategoryColumn, NumberColumn, Schema
from tests.artifact.model import TABLE, changed, tensors_for

# Everything that a terminal shows as text: no control characters but the tab, no line breaks, no half pairs.
CONTROLS = [*map(chr, range(32)), *map(chr, range(127, 160)), "\u2028", "\u2029"]
CONTROLS.remove("\t")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), max_size=20)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
SOME = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    target, *names = draw(st.lists(TEXT, min_size=2, max_size=6, unique=True))
    imputes = draw(st.booleans())
    columns = []
    for name in names:
        indicator = imputes and draw(st.booleans())
        number = NumberColumn(name, draw(FINITE) if imputes else None, indicator)
        categories = draw(st.lists(TEXT, max_size=4, unique=True))
        columns.append(number if draw(st.booleans()) else CategoryColumn(name, tuple(categories), indicator))
    missing = "impute" if imputes else draw(st.sampled_from(["refuse", "drop"]))
    return Schema(target, tuple(columns), missing, tuple(draw(st.lists(TEXT, max_size=3))), draw(st.booleans()))


@SOME
@given(schema=schemas())
def test_schema_comes_back_from_a_model_directory(tmp_path: Path, schema: Schema) -> None:
    names = schema.feature_names
    description = {**TABLE, "in_features": len(names), "feature_names": names, "scaling": None, "table": schema.plain()}
    save_model(tmp_path, tensors_for(description), description)
    assert Schema.of(load_model(tmp_path)[0]["table"]) == schema
    assert check_table(schema.plain()) == schema


@pytest.mark.parametrize("place", ["table.target", "table.columns.0.name", "table.columns.1.categories.0"])
def test_check_table_refuses_every_control_character_and_shows_it_as_an_escape(place: str) -> None:
    for control in CONTROLS:
        with pytest.raises(OptionError, match="must be without line breaks and control characters") as refused:
            check_table(changed(TABLE, {place: f"a{control}b"})["table"])
        assert str(refused.value).isprintable()
        assert repr(f"a{control}b") in str(refused.value)


def test_check_texts_shows_only_what_is_around_a_control_character() -> None:
    with pytest.raises(OptionError) as refused:
        check_texts("class_names", ["fine", "x" * 5000 + "\x1b" + "y" * 4000])
    assert str(refused.value) == (
        f"`class_names[1]` must be without line breaks and control characters, got '{'x' * 20}\\x1b{'y' * 20}'."
    )


def test_check_table_takes_any_other_text_as_it_is() -> None:
    for text in ("", "\t", "no\t", "${oc.env:HOME}", "../..", "/etc/passwd", "a=b", "🧠", "שלום", "\u200b"):
        assert check_table(changed(TABLE, {"table.columns.1.categories": [text]})["table"]).columns[1] == (
            CategoryColumn("town", (text,))
        )
