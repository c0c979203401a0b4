"""Build hostile model directories, load each under an audit hook, report as JSON. Run as a program."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from lessonnet.artifact import load_model, save_model
from lessonnet.options import OptionError
from tests.artifact.model import MLP, TINY, tensors_for

ROOT = Path(sys.argv[-1])
CANARY = ROOT / "canary"
Files = dict[str, bytes]


class Payload:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.system, (f"touch {CANARY}",)


def good_files() -> Files:
    save_model(ROOT / "good", tensors_for(TINY), TINY)
    return {path.name: path.read_bytes() for path in (ROOT / "good").iterdir()}


def with_sums(files: Files) -> Files:
    names = ("model.safetensors", "model.json")
    lines = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names)
    return {**files, "SHA256SUMS": lines.encode()}


def with_tensors(data: bytes) -> Files:
    return with_sums({**good_files(), "model.safetensors": data})


def with_header(header: Any, body: bytes = b"\0" * 12) -> Files:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return with_tensors(struct.pack("<Q", len(text)) + text + body)


def with_json(data: Any) -> Files:
    return with_sums({**good_files(), "model.json": data if isinstance(data, bytes) else json.dumps(data).encode()})


def entry(shape: Any, start: Any, stop: Any, dtype: Any = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


BIAS = entry([1], 0, 4)
WEIGHT = entry([2, 1], 4, 12)


def header_with(**changes: Any) -> dict[str, Any]:
    return {"layers.0.bias": BIAS, "layers.0.weight": WEIGHT, **{f"layers.0.{k}": v for k, v in changes.items()}}


def attacks() -> dict[str, Files]:
    zipped, plain = ROOT / "pickle.pt", pickle.dumps(Payload())
    torch.save({"layers.0.weight": Payload()}, zipped)
    nan = struct.pack("<3f", 0.0, float("nan"), 0.0)
    sums = good_files()["SHA256SUMS"].decode()
    digest = sums[:64]
    return {
        "pickle for tensors": with_tensors(plain),
        "torch.save for tensors": with_tensors(zipped.read_bytes()),
        "pickle for json": with_json(plain),
        "empty tensors": with_tensors(b""),
        "empty json": with_json(b""),
        "header of 100 GB": with_tensors(struct.pack("<Q", 100 * 2**30) + b"{}"),
        "header of 2^64 - 1": with_tensors(b"\xff" * 8 + b"{}"),
        "header above the file": with_tensors(struct.pack("<Q", 100) + b"{}"),
        "header of a list": with_header([]),
        "2^62 elements": with_header(header_with(weight=entry([2**31, 2**31], 4, 12))),
        "2^62 elements, fitting description": {
            **with_sums(
                {
                    **with_header(header_with(weight=entry([10**6, 10**6], 4, 12))),
                    "model.json": json.dumps({**MLP, "hidden": [10**6] * 2}).encode(),
                }
            )
        },
        "offsets beyond the end": with_header(header_with(weight=entry([2, 1], 2**40, 2**40 + 8))),
        "negative offsets": with_header(header_with(weight=entry([2, 1], -8, 0))),
        "overlapping offsets": with_header(header_with(weight=entry([2, 1], 0, 8))),
        "a gap": with_header(header_with(weight=entry([2, 1], 8, 16)), b"\0" * 16),
        "trailing bytes": with_header(header_with(), b"\0" * 13),
        "fractional offsets": with_header(header_with(weight=entry([2, 1], 4.0, 12.0))),
        "true for 1": with_header(header_with(weight=entry([2, True], 4, 12))),
        "strange dtype": with_header(header_with(weight=entry([2, 1], 4, 12, "I32"))),
        "list for a dtype": with_header(header_with(weight=entry([2, 1], 4, 12, ["F32"]))),
        "an extra tensor": with_header({**header_with(), "../../evil": entry([0], 12, 12)}),
        "a missing tensor": with_header({"layers.0.weight": entry([2, 1], 0, 8)}, b"\0" * 8),
        "NaN weights": with_header(header_with(), nan),
        "deep header": with_header(b"[" * 100_000),
        "deep json": with_json(b"[" * 1_000_000),
        "NaN in json": with_json(json.dumps({**TINY, "threshold": float("nan")}).encode()),
        "1e999 in json": with_json(json.dumps(TINY).replace("0.5", "1e999").encode()),
        "10^4000 in json": with_json(json.dumps(TINY).replace("0.5", "1" + "0" * 4000).encode()),
        "10^9999 in json": with_json(json.dumps(TINY).replace("0.5", "1" + "0" * 9999).encode()),
        "a key twice": with_json(json.dumps(TINY).replace('"format": 1,', '"format": 1, "format": 1,').encode()),
        "latin-1 json": with_json(json.dumps(TINY).replace("grades", "gr\xe4de").encode("latin-1")),
        "_target_ at the top": with_json({**TINY, "_target_": "os.system"}),
        "_target_ in a part": with_json({**TINY, "data": {"_target_": "os.system", "name": "x", "options": {}}}),
        "_target_ in options": with_json({**TINY, "data": {"name": "moons", "options": {"_target_": "os.system"}}}),
        "dotted part name": with_json({**TINY, "data": {"name": "os.system", "options": {}}}),
        "interpolation": with_json({**TINY, "data": {"name": "moons", "options": {"points": "${oc.env:HOME}"}}}),
        "a key of a megabyte": with_json({**TINY, "x" * 2**20: 1}),
        "a value of a megabyte": with_json({**TINY, "model": "x" * 2**20}),
        "a million features": with_json({**TINY, "in_features": 10**6}),
        "sums name an absolute path": {**good_files(), "SHA256SUMS": f"{digest}  /etc/passwd\n{sums}".encode()},
        "sums name a path above": {**good_files(), "SHA256SUMS": f"{digest}  ../secret\n{sums}".encode()},
        "sums name a file twice": {**good_files(), "SHA256SUMS": (sums + sums).encode()},
        "sums too long": {**good_files(), "SHA256SUMS": sums.encode() * 100},
        "sums in binary": {**good_files(), "SHA256SUMS": b"\xff" * 64},
    }


def write(files: Files, name: str) -> Path:
    directory = ROOT / "attacks" / name.replace(" ", "-")
    directory.mkdir(parents=True)
    for file, data in files.items():
        (directory / file).write_bytes(data)
    return directory


def directories() -> list[Path]:
    made = [write(files, name) for name, files in attacks().items()]
    outside = ROOT / "outside"
    outside.mkdir()
    for name, data in good_files().items():
        (outside / name).write_bytes(data)
        linked = write(good_files(), f"link for {name}")
        (linked / name).unlink()
        (linked / name).symlink_to(outside / name)
        piped = write(good_files(), f"pipe for {name}")
        (piped / name).unlink()
        os.mkfifo(piped / name)
        foldered = write(good_files(), f"folder for {name}")
        (foldered / name).unlink()
        (foldered / name).mkdir()
        sparse = write(good_files(), f"a terabyte for {name}")
        os.truncate(sparse / name, 2**40)
        made += [linked, piped, foldered, sparse]
    return made


events: list[str] = []
watched_directory: list[Path] = []
FORBIDDEN = ("import", "exec", "compile", "marshal.", "pickle.", "os.system", "os.exec", "os.posix_spawn")
FORBIDDEN += ("subprocess.", "socket.", "ctypes.", "os.remove", "os.rename", "os.symlink", "os.link", "shutil.")


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not watched_directory:
        return
    is_elsewhere = event == "open" and not str(arguments[0]).startswith(str(watched_directory[0]))
    opens_number = event == "open" and isinstance(arguments[0], int)
    if event.startswith(FORBIDDEN) or (is_elsewhere and not opens_number):
        events.append(f"{watched_directory[0].name}: {event} {arguments!r:.200}")


def main() -> None:
    made = directories()
    load_model(ROOT / "good")  # what is imported at the first use is imported now
    sys.addaudithook(watch)
    watched_directory[:] = [ROOT]
    pickle.loads(pickle.dumps(Path))  # a control: the hook must see what a pickle does
    control = bool(events)
    events.clear()
    watched_directory.clear()
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    accepted, not_one_line = [], []
    for directory in made:
        watched_directory[:] = [directory]
        try:
            load_model(directory)
            accepted.append(directory.name)
        except OptionError as refused:
            if "\n" in str(refused) or str(directory) not in str(refused) or len(str(refused)) > 800:
                not_one_line.append(str(refused))
        watched_directory.clear()
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
    report = {
        "attacks": len(made),
        "control_seen": control,
        "accepted": accepted,
        "not_one_line": not_one_line,
        "events": events,
        "peak_mib": peak,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
