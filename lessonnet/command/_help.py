"""The text of ``--help``: written from the comments of the YAML files, so that it cannot fall behind them."""

import textwrap

from lessonnet.command._conf import comment_of, entries, keys_of, options_in, source_of
from lessonnet.options import OptionError, nearest, printable

_WIDTH = 100
_INDENT = 18
_JOINT = "\x00"
"""Stands for a space at which no line ends."""
_EXPLAINED = ("data", "model")

_HEAD = """\
Train the models of a first course in neural networks: perceptron, logistic regression and
multi-layer perceptron. A run is put together from parts; each group below is one part.

usage: python -m lessonnet.train [group=option ...] [key=value ...] [-m]

  group=option   choose a part: model=mlp        key=value   set one of its keys: optimizer.lr=0.1
  -m             train once for each combination of comma-separated values: seed=0,1,2
  --help <group> each option of that group and its keys; --help experiment explains those
  --cfg job      print the whole config that a command line stands for, and stop
"""

_EXAMPLES = """\
Examples:
  python -m lessonnet.train
  python -m lessonnet.train experiment=xor
  python -m lessonnet.train data=digits model=mlp 'model.hidden=[64]' optimizer=adam
  python -m lessonnet.train -m data=moons model=mlp activation=tanh,relu seed=0,1,2
  python -m lessonnet.train resume=runs/<name>/<date_time>
"""


def overview() -> str:
    """Describe the program: the groups with their options, the settings, five examples."""
    groups = [line for entry in entries() if entry.is_group for line in _group(entry.name, entry.comment)]
    settings = [f"  {entry.name:<{_INDENT - 2}}{entry.comment}" for entry in entries() if not entry.is_group]
    parts = [
        _HEAD,
        "Groups and their options (the default first):",
        *groups,
        "",
        "Settings:",
        *settings,
        "",
        _EXAMPLES,
        "A run writes runs/<name>/<date_time>/: results.json, metrics.csv, model/ and what resume needs.",
    ]
    return "\n".join(parts)


def describe_group(group: str) -> str:
    """Describe one group: each option with its whole comment and its keys.

    Raises:
        OptionError: if there is no such group.
    """
    known = {entry.name: entry for entry in entries() if entry.is_group}
    if group not in known:
        close = nearest(group, known)
        hint = f" Did you mean `--help {close}`?" if close else ""
        raise OptionError(f"there is no group `{group}`; the groups are {', '.join(known)}.{hint}")
    default = "none chosen" if known[group].default in (None, "null") else known[group].default
    lines = [f"{group}: {known[group].comment} (default: {default})"]
    for option in options_in(group):
        lines += ["", f"  {group}={_with_source(group, option)}".replace(_JOINT, " ")]
        keys = ", ".join(keys_of(group, option)) if group != "experiment" else ""
        texts = [*map(printable, comment_of(group, option)), *([f"keys: {keys}"] if keys else [])]
        is_own = source_of(group, option) is None  # as its file breaks it into lines
        lines += [
            part for text in texts for part in ([f"      {text}"] if is_own else _wrapped(text, " " * 6, " " * 6))
        ]
    return "\n".join(lines)


def _group(name: str, comment: str) -> list[str]:
    head = f"  {name:<{_INDENT - 2}}"
    options = options_in(name)
    if name in _EXPLAINED:
        return [f"{head}{comment}:", *(line for option in options for line in _explained(name, option))]
    named = ", ".join(_with_source(name, option) for option in options)
    return _wrapped(f"{comment}: {named}", head, " " * _INDENT)


def _explained(group: str, option: str) -> list[str]:
    first = (comment_of(group, option) or [""])[0]
    return _wrapped(printable(first), f"    {_with_source(group, option):<17} ", " " * 22)


def _with_source(group: str, option: str) -> str:
    """Return an option's name, with the package of a plugin's own."""
    source = source_of(group, option)
    return option if source is None else f"{option} ({source})".replace(" ", _JOINT)


def _wrapped(text: str, first: str, other: str) -> list[str]:
    """Return a text in lines that fit, what is written in one word in one piece."""
    lines = textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=other, break_on_hyphens=False)
    return [line.replace(_JOINT, " ") for line in lines] or [first.rstrip()]
