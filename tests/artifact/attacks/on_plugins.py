"""Attacks by what a model of the second format may name: plugins' options, and classes of one's own."""

from __future__ import annotations

import json
from typing import Any

from tests.artifact.attacks.forging import Files, model, with_json
from tests.artifact.attacks.on_description import COMMANDS
from tests.artifact.attacks.plugins import BUMPS, DEEP, TABLED, WEIGHED
from tests.artifact.model import NETWORK, SWISH, TINY, changed

MORE: dict[str, Any] = {"format": 2, "criterion": None, "network": None, "parameters": None, "plugins": []}


def of(package: str | None, *offers: str, version: str = "0.1.0") -> dict[str, Any]:
    return {"package": package, "version": None if package is None else version, "offers": list(offers)}


def attacks() -> dict[str, Files]:
    """What must not even be read."""

    def forged(**changes: Any) -> Files:
        return with_json(changed(SWISH, changes))

    def shapes(parameters: Any) -> Files:
        return with_json({**NETWORK, "parameters": parameters})

    return {
        "os.system as a package's option": forged(
            **{"activation.name": "os.system", "plugins": [of("lessonnet-swish", "activation=os.system")]}
        ),
        "a dotted activation that nobody offers": forged(**{"activation.name": "os.system", "plugins": []}),
        "an offer of what the model does not have": forged(plugins=[of("lessonnet-trap", "activation=trap")]),
        "an offer of a callback": forged(plugins=[of("lessonnet-trap", "callbacks=trap")]),
        "an option of pip for a package": forged(**{"plugins.0.package": "--index-url=http://example.org"}),
        "a command for a package": forged(**{"plugins.0.package": "lessonnet-swish; touch canary"}),
        "a path for a package": forged(**{"plugins.0.package": "../site"}),
        "an address for a package": forged(**{"plugins.0.package": "git+https://example.org/x"}),
        "_target_ for a package": forged(**{"plugins.0.package": {"_target_": "os.system"}}),
        "a package of a megabyte": forged(**{"plugins.0.package": "x" * 2**20}),
        "a million plugins": forged(plugins=[of(f"p{i}", "activation=swish_beta") for i in range(100_000)]),
        "a million offers": forged(**{"plugins.0.offers": ["activation=swish_beta"] * 10**6}),
        **{f"{name} in a package": forged(**{"plugins.0.package": text}) for name, text in COMMANDS.items()},
        **{f"{name} in a version": forged(**{"plugins.0.version": text}) for name, text in COMMANDS.items()},
        **{f"{name} in an offer": forged(**{"plugins.0.offers.0": text}) for name, text in COMMANDS.items()},
        **{f"{name} in a tensor's name": shapes({text: [1]}) for name, text in COMMANDS.items()},
        "a path for a tensor's name": shapes({"../../evil": [1]}),
        "2^62 numbers in a tensor": shapes({"w": [10**6] * 8}),
        "500 million numbers in many tensors": shapes({f"w{i}": [10**6] for i in range(600)}),
        "a gigabyte that the file does not hold": shapes({"w": [10**6, 200]}),
        "a million tensors": shapes({f"w{i}": [1] for i in range(10**6)}),
        "a million axes": shapes({"w": [1] * 10**6}),
        "a shape a thousand deep": with_json(
            json.dumps({**NETWORK, "parameters": {"w": "@"}}).replace('"@"', "[" * 970 + "]" * 970).encode()
        ),
    }


def named() -> dict[str, Files]:
    """Parts that are not to be had, or not of these options; the directory itself may be read."""

    def activation(name: str, plugin: dict[str, Any] | None, **options: Any) -> Files:
        part = {"name": name, "options": options}
        return model({**SWISH, "activation": part, "plugins": [] if plugin is None else [plugin]})

    def bumps(**options: Any) -> Files:
        return model(changed(BUMPS, {f"network.options.{name}": value for name, value in options.items()}))

    return {
        "os.system as one's own class": activation("os.system", of(None, "activation=os.system")),
        "builtins.eval as one's own class": activation("builtins.eval", of(None, "activation=builtins.eval")),
        "a plugin's class without its option": activation(
            "lessonnet_trap.Trap", of(None, "activation=lessonnet_trap.Trap")
        ),
        "a plugin's option that nobody offers": activation("trap", None),
        "a plugin's option of another package": activation("trap", of("lessonnet-swish", "activation=trap")),
        "an option of a package that is not there": activation("trap", of("lessonnet-gone", "activation=trap")),
        "an option that its package does not have": activation("evil", of("lessonnet-trap", "activation=evil")),
        "a network's option for an activation": activation("bumps", of("lessonnet-swish", "activation=bumps")),
        "a built-in name as a plugin's": activation("tanh", of("lessonnet-trap", "activation=tanh")),
        "a plugin's unknown option": activation("swish_beta", of("lessonnet-swish", "activation=swish_beta"), x=1),
        "a plugin's option of another type": activation(
            "swish_beta", of("lessonnet-swish", "activation=swish_beta"), beta="/etc/passwd"
        ),
        "os.system as a criterion of one's own": model(
            {
                **SWISH,
                "criterion": {"name": "os.system", "options": {}},
                "plugins": [*SWISH["plugins"], of(None, "criterion=os.system")],
            }
        ),
        "an activation's option as a criterion": model(
            {
                **SWISH,
                "criterion": {"name": "swish_beta", "options": {}},
                "plugins": [of("lessonnet-swish", "activation=swish_beta", "criterion=swish_beta")],
            }
        ),
        "subprocess.Popen as a network of one's own": model(
            {
                **BUMPS,
                "network": {"name": "subprocess.Popen", "options": {"args": "touch canary"}},
                "plugins": [of(None, "model=subprocess.Popen")],
            }
        ),
        "a built-in model as a network": model({**BUMPS, "network": {"name": "mlp", "options": {}}, "plugins": []}),
        "a network of 10^10 nodes in a small file": bumps(nodes=10**10),
        "a network with a buffer of 10^10 numbers": bumps(pad=10**10),
        "a network of other shapes": bumps(nodes=4),
        "a network with other sizes than the model": bumps(in_features=10**6),
        "a network's list of another type": bumps(scales=["/etc/passwd"]),
        "a network of 10^9 layers": model(changed(DEEP, {"network.options.depth": 10**9})),
        "an activation with a table of 10^10 numbers": model(changed(TABLED, {"activation.options.size": 10**10})),
        "an error function with a table of 10^10 numbers": model(changed(WEIGHED, {"criterion.options.size": 10**10})),
        "a path for an activation": model(changed(TABLED, {"activation.options.path": "/etc/passwd"})),
        "a path for an error function": model(changed(WEIGHED, {"criterion.options.path": "/etc/passwd"})),
        "a path for a network": model(changed(DEEP, {"network.options.path": "/etc/passwd"})),
    }


def drawn() -> dict[str, Files]:
    """Data sets of plugins that must not be built; the model itself may be read."""

    def data(name: str, plugin: dict[str, Any], **options: Any) -> Files:
        return model({**TINY, **MORE, "data": {"name": name, "options": options}, "plugins": [plugin]})

    rings, many = of("lessonnet-swish", "data=rings"), of("lessonnet-greedy", "data=many")
    return {
        "an activation's option as a data set": data("swish_beta", of("lessonnet-swish", "data=swish_beta")),
        "os.system as a data set of one's own": data("os.system", of(None, "data=os.system")),
        "a plugin's data set with a path": data("rings", rings, path="/etc/passwd"),
        "a plugin's data set of 10^12 points": data("rings", rings, points=10**12),
        "a plugin's data set of 10^8 rows by another name": data("many", many, rows_drawn=10**8),
    }


def harmless() -> dict[str, Files]:
    """Models of a plugin's parts, as a run writes them."""
    rings = {"name": "rings", "options": {"points": 60, "path": ""}}
    data, drawn = of("lessonnet-swish", "data=rings"), of("lessonnet-greedy", "data=many")
    many = {"name": "many", "options": {"rows_drawn": 40, "seed": 2**62}}
    return {
        "a plugin's activation": model(SWISH),
        "a plugin's network": model(BUMPS),
        "a plugin's activation with a table": model(TABLED),
        "a plugin's error function": model(WEIGHED),
        "a plugin's network of layers": model(DEEP),
        "a plugin's data set": model({**TINY, **MORE, "data": rings, "plugins": [data]}),
        "a plugin's data set of a large seed": model({**TINY, **MORE, "data": many, "plugins": [drawn]}),
        "a package's name as others write it": model(changed(SWISH, {"plugins.0.package": "Lessonnet_Swish"})),
    }
