"""Write all attacks as directories, and a list of them for the process that is watched while it reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tests.artifact.attacks import on_description, on_files, on_plugins, on_table, on_tensors
from tests.artifact.attacks.forging import Files, model
from tests.artifact.attacks.plugins import install
from tests.artifact.model import GOOD, TABLE, TINY

NETWORK = ["load_model", "read_model", "lessonnet.load"]
"""What reads a model without the data that it was trained on."""


class Attack(NamedTuple):
    """One directory, and the loaders that may read it because nothing that concerns them is wrong in it."""

    name: str
    directory: str
    loads: list[str]


def build(root: Path) -> int:
    """Write the attacks and `attacks.json` below `root`, and return how many they are."""
    canary = root / "canary"
    groups: list[tuple[dict[str, Files], list[str]]] = [
        (on_tensors.attacks(canary), []),
        (on_description.attacks(canary), []),
        (on_table.attacks(), []),
        (on_plugins.attacks(), []),
        (on_files.sums(), []),
        # A name that the program does not have is only a name to whoever does not look it up.
        (on_description.named(), ["load_model"]),
        (on_plugins.named(), ["load_model"]),
        (on_description.drawn(), NETWORK),
        (on_plugins.drawn(), NETWORK),
        (on_plugins.harmless(), [*NETWORK, "Saved.read"]),
        (on_table.harmless(), NETWORK),
        (on_tensors.harmless(), [*NETWORK, "Saved.read"]),
        ({"evil files beside a table's model": on_files.beside(canary, model(TABLE))}, NETWORK),
        ({"evil files": on_files.beside(canary, model(TINY))}, [*NETWORK, "Saved.read"]),
    ]
    attacks = [Attack(name, str(path), []) for name, path in on_files.replaced(root).items()]
    for group, loads in groups:
        for name, files in group.items():
            directory = on_files.write(root / "attacks" / name.replace("/", "_"), files)
            attacks.append(Attack(name, str(directory), loads))
    good = {name: model(description) for name, description in GOOD.items()} | on_plugins.harmless()
    for name, files in good.items():
        on_files.write(root / "good" / name, files)
    install(root / "site")
    (root / "attacks.json").write_text(json.dumps(attacks))
    return len(attacks)
