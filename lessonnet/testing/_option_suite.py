"""What every part owes its YAML file: the same keys, the same defaults, and no key that does nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from lessonnet.config import target_of
from lessonnet.config._schema import SUPPLIED
from lessonnet.options import Option, OptionError, check_value, options_of
from lessonnet.sweep._job import build
from lessonnet.testing._composing import FLOAT64, Lines, refusal_of, tree_of, untouched
from lessonnet.testing._trying import can_be_trained, trained
from lessonnet.testing._values import Change, meaning, other_values, text_of, wrong_value

_ANNOTATE = (
    "Annotate the constructor's parameter: `beta: PositiveFloat = 1.0` says what is allowed (lessonnet.options)."
)


class OptionSuite:
    """Tests of a part as an option on the command line; the base of all suites.

    Attributes:
        option: how the part is chosen: ``"activation=swish_beta"``.
        overrides: what else has to stand on the command line for it; a required key's value, a model that uses it.
        changes: other values of options that a suite cannot think of, or that do not show in a small training.
        left_out: constructor options that the YAML file does not show, of a class that somebody else has written.
        unseen: options whose effect no numbers show, such as how often something is drawn.
    """

    option: ClassVar[str]
    overrides: ClassVar[Sequence[str]] = ()
    changes: ClassVar[Sequence[Change]] = ()
    left_out: ClassVar[Sequence[str]] = ()
    unseen: ClassVar[Sequence[str]] = ()

    def make(self) -> Any:
        """Return the part; without a method of one's own, the one that the option stands for."""
        return build(self.key, self.node)

    def made(self) -> Any:
        """Return the part as one of its kind would be made, where making it takes arguments."""
        return self.make()

    @property
    def key(self) -> str:
        """Where the part stands in a config: ``activation``, ``callbacks.mine``."""
        group, _, name = self.option.partition("=")
        return f"callbacks.{name}" if group == "callbacks" else group

    @property
    def node(self) -> dict[str, Any] | None:
        """The part's node of the config: `_target_` and options; None where it is off."""
        return self.node_of(tree_of(self.lines()))

    def node_of(self, tree: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the part's node of a config."""
        found: Any = tree
        for name in self.key.split("."):
            assert name in found, f"`{self.option}` puts nothing at `{self.key}`: the YAML file must define it there."
            found = found[name]
        assert found is None or isinstance(found, dict)
        return found

    def lines(self, *more: str) -> Lines:
        """Return the overrides that choose the part, and more of them."""
        return (self.option, *self.overrides, *more)

    def options(self) -> dict[str, Option]:
        """Return the options of the part's class, but for those that the program gives and those that are left out."""
        if self.node is None:
            return {}
        given = {*SUPPLIED.get(self.key.partition(".")[0], ()), *self.left_out}
        options = options_of(target_of(self.key, self.node["_target_"]))
        return {name: option for name, option in options.items() if name not in given}

    def numbers(self, lines: Lines) -> Any:
        """Return what must change with an option's value: here the weights after a small training in float64."""
        (row,) = trained((*lines, FLOAT64))
        return row.tolist()

    def test_option_makes_the_part(self) -> None:
        """The YAML file names the class that is tested here."""
        if self.node is None:
            return
        found: Any = target_of(self.key, self.node["_target_"])
        made = self.made()
        # A module of PyTorch's or an optimizer of its kind is wrapped.
        within = (made, getattr(made, "module", None))
        is_made = getattr(made, "kind", None) is found or not isinstance(found, type)
        assert is_made or any(isinstance(part, found) for part in within), (
            f"`{self.option}` names {self.node['_target_']} by `_target_`, and `make` returns a "
            f"{type(made).__name__}. Let both be the same class."
        )

    def test_every_option_is_a_key_with_the_same_default(self) -> None:
        """What the constructor takes stands in the YAML file, and nothing else."""
        node, options = self.node_of(untouched(self.option)) or {}, self.options()
        missing = options.keys() - node.keys()
        assert not missing, (
            f"`{self.option}` has no key for {', '.join(sorted(missing))}: write each constructor option into the YAML "
            "file with its default, so that people see it (or name it in `left_out`, where the class is not yours)."
        )
        for name, option in options.items():
            if not option.required:
                default = check_value(name, option.default, option.annotation)
                assert check_value(name, node[name], option.annotation) == default, (
                    f"`{self.key}.{name}` is {node[name]!r} in the YAML file, and {option.default!r} in the "
                    "constructor. Write the same default in both."
                )

    def test_defaults_lie_within_their_ranges(self) -> None:
        """A default is a value that a user could have written."""
        for name, option in self.options().items():
            if not option.required:
                try:
                    check_value(f"{self.key}.{name}", option.default, option.annotation)
                except (OptionError, TypeError) as error:
                    raise AssertionError(f"the default of `{name}` is not allowed by its own type: {error}") from error

    def test_wrong_values_are_refused_in_one_line(self) -> None:
        """A mistake on the command line is answered by one line that names the key."""
        for name, option in self.options().items():
            try:
                value = text_of(wrong_value(option))
            except LookupError:
                raise AssertionError(f"`{name}` takes every value ({meaning(option)}). {_ANNOTATE}") from None
            line = f"{self.key}.{name}={value}"
            refusal = refusal_of(self.lines(line))
            assert refusal, f"`{line}` is not refused. {_ANNOTATE}"
            assert "\n" not in refusal, f"`{line}` is refused in several lines, say it in one: {refusal}"
            assert f"{self.key}.{name}" in refusal, f"`{line}` is refused without naming the key: {refusal}"

    def test_every_key_changes_something(self) -> None:
        """An option does something, or its other values are refused."""
        for name, option in self.options().items():
            if name not in self.unseen:
                assert self._changes(name, option), (
                    f"`{self.key}.{name}` changes nothing: a small training ends with the same numbers for every value "
                    f"that was tried ({', '.join(self._tried(name, option))}). Use the option, or take it out; if its "
                    "effect needs another value or setting, say so: "
                    f'changes = (Change("{name}", "value", beside=("other.key=…",)),).'
                )

    def varied(self, *beside: str) -> Lines:
        """Return overrides that give each option another value than its default, as far as they go together.

        Args:
            beside: overrides that they have to go with.
        """
        found: Lines = ()
        for name, option in self.options().items():
            for value in self._values(name, option):
                line = f"{self.key}.{name}={value}"
                if can_be_trained(self.lines(*beside, *found, line)):
                    found = (*found, line)
                    break
        return found

    def _changes(self, name: str, option: Option) -> bool:
        beside = next((change.beside for change in self.changes if change.name == name), ())
        before = self.numbers(self.lines(*beside))
        for value in self._tried(name, option):
            lines = self.lines(*beside, f"{self.key}.{name}={value}")
            if not can_be_trained(lines) or self.numbers(lines) != before:
                return True
        return False

    def _tried(self, name: str, option: Option) -> list[str]:
        values = list(self._values(name, option))
        assert values, (
            f"no other value of `{self.key}.{name}` can be thought of. Give one: "
            f'changes = (Change("{name}", "value"),).'
        )
        return values

    def _values(self, name: str, option: Option) -> Iterator[str]:
        given = [change.value for change in self.changes if change.name == name]
        yield from given or (text_of(value) for value in other_values(option))
