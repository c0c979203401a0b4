"""A sweep of 400 jobs beside its peers: `python scripts/bench_sweep.py`; `--scaling` shows 10 to 10,000 jobs.

Jobs are seeds × rates × λ2, 20 epochs each, momentum 0.9: a 64-64-10 network on the digits, and 2-8-1 on moons. Whole
wall time of a process, start and imports included, with each job's directory, results and model written.

- stacked: `python -m lessonnet.train -m`, all defaults.
- basic: the same program, `hydra/launcher=basic`, without the callbacks that a sweep of so many jobs leaves out, its
  figures, layers and diagnosis; measured on 9 jobs and on one, and scaled to all.
- basic, all drawn: likewise, all defaults.
- plain Lightning: `scripts/plain_lightning.py`, a DataLoader over a TensorDataset, under Hydra's launcher; likewise.
- scikit-learn: `MLPClassifier` under joblib with 2 processes, all jobs.

With `--device cuda` all train on a GPU but scikit-learn, which cannot.

Contenders take turns, each in a process of its own; medians over the rounds, ratios are medians of the rounds' own.
The last table compares a stack's step at 64-256-10, batch 128, with the counted operations over this machine's own
float32 product.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
SEEDS, RATES, PENALTIES = 40, (0.03, 0.1), (0, 1e-5, 1e-4, 1e-3, 1e-2)
ACCELERATORS = {"cpu": "cpu", "cuda": "gpu"}
JOBS = SEEDS * len(RATES) * len(PENALTIES)
EPOCHS = 20
UNSEEN = [f"~callbacks.{name}" for name in ("figures", "pictures", "layers", "histograms", "diagnosis")]
ASKED = {"basic": 8.0, "plain Lightning": 40.0, "scikit-learn": 2.0}
"""How many times faster the stack is to be."""


class Cost(NamedTuple):
    """Wall time in seconds, and the most memory held at once in MiB."""

    seconds: float
    mib: float


class Network(NamedTuple):
    """What is trained: data, units of the hidden layer, points of a mini-batch; and on which device."""

    data: str
    hidden: int
    batch_size: int
    device: str = "cpu"


NETWORKS = {"64-64-10 on digits": Network("digits", 64, 64), "2-8-1 on moons": Network("moons", 8, 16)}


def cost(command: list[str], directory: Path) -> Cost:
    """Run a program in a directory, and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(time.perf_counter() - start, usage.ru_maxrss / 1024)


def grid(seeds: int, rates: tuple[float, ...], penalties: tuple[float, ...], names: tuple[str, str, str]) -> list[str]:
    """Return the sweep's overrides under a program's own names of seed, rate and λ2."""
    values = (range(seeds), rates, penalties)
    return [f"{name}={','.join(str(value) for value in own)}" for name, own in zip(names, values, strict=True)]


def lessonnet(network: Network, launcher: str, *jobs: object, besides: Sequence[str] = ()) -> list[str]:
    """Return the command of a sweep by lessonnet."""
    hidden, trainer = f"model.hidden=[{network.hidden}]", f"trainer={ACCELERATORS[network.device]}"
    fixed = [f"data={network.data}", f"data.batch_size={network.batch_size}", "model=mlp", hidden, trainer]
    fixed += ["optimizer=momentum", "regularizer=l2", f"trainer.max_epochs={EPOCHS}", f"hydra/launcher={launcher}"]
    swept = grid(*jobs, ("seed", "optimizer.lr", "regularizer.l2"))  # type: ignore[arg-type]
    return [sys.executable, "-W", "ignore", "-m", "lessonnet.train", "-m", *fixed, *swept, *besides]


def plain(network: Network, *jobs: object) -> list[str]:
    """Return the command of a sweep by plain Lightning."""
    fixed = [f"data={network.data}", f"batch_size={network.batch_size}", f"hidden={network.hidden}", f"epochs={EPOCHS}"]
    fixed += [f"accelerator={ACCELERATORS[network.device]}"]
    program = [sys.executable, "-W", "ignore", str(HERE / "plain_lightning.py"), "-m"]
    return [*program, *fixed, *grid(*jobs, ("seed", "lr", "l2"))]  # type: ignore[arg-type]


def fit_scikit_learn(network: Network, number: int, seed: int, rate: float, penalty: float, directory: str) -> None:
    """Train one job by scikit-learn, and write its model and its results."""
    import warnings

    import joblib
    import numpy as np
    from sklearn.datasets import load_digits, make_moons
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore")
    digits = network.data == "digits"
    x, y = load_digits(return_X_y=True) if digits else make_moons(400, noise=0.2, random_state=seed)
    rest, _, y_rest, _ = train_test_split(x, y, test_size=0.2, random_state=seed, stratify=y)
    x_train, x_val, y_train, y_val = train_test_split(rest, y_rest, test_size=0.25, random_state=seed, stratify=y_rest)
    scaler = StandardScaler().fit(x_train)
    x_train, x_val = (scaler.transform(part).astype(np.float32) for part in (x_train, x_val))
    fitted = MLPClassifier(
        (network.hidden,),
        activation="logistic",
        solver="sgd",
        alpha=2 * penalty,
        batch_size=network.batch_size,
        learning_rate_init=rate,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS + 1,
        random_state=seed,
        nesterovs_momentum=False,
    ).fit(x_train, y_train)
    place = Path(directory) / str(number)
    place.mkdir()
    joblib.dump(fitted, place / "model.joblib")
    (place / "results.json").write_text(json.dumps({"accuracy": fitted.score(x_val, y_val)}))


def scikit_learn(name: str, directory: str) -> None:
    """Train all jobs in two processes."""
    from itertools import product

    from joblib import Parallel, delayed

    network = NETWORKS[name]
    jobs = enumerate(product(range(SEEDS), RATES, PENALTIES))
    Parallel(n_jobs=2)(delayed(fit_scikit_learn)(network, number, *job, directory) for number, job in jobs)


def scaled(one: Cost, nine: Cost) -> Cost:
    """Return what all jobs would cost: the start once, and each further job what eight of them did on average."""
    each = (nine.seconds - one.seconds) / 8
    return Cost(one.seconds + (JOBS - 1) * each, nine.mib)


def measured(name: str, device: str, at: Path) -> dict[str, Cost]:
    """Measure each contender once, in a directory."""
    network = NETWORKS[name]._replace(device=device)
    whole, one, nine = (SEEDS, RATES, PENALTIES), (1, RATES[:1], PENALTIES[:1]), (9, RATES[:1], PENALTIES[:1])
    scikit = Path(tempfile.mkdtemp(dir=at))
    return {
        "stacked": cost(lessonnet(network, "stacked", *whole), at),
        "basic": scaled(*(cost(lessonnet(network, "basic", *jobs, besides=UNSEEN), at) for jobs in (one, nine))),
        "basic, all drawn": scaled(*(cost(lessonnet(network, "basic", *jobs), at) for jobs in (one, nine))),
        "plain Lightning": scaled(*(cost(plain(network, *jobs), at) for jobs in (one, nine))),
        "scikit-learn": cost([sys.executable, __file__, "--scikit-learn", name, str(scikit)], at),
    }


def compare(rounds: int, device: str) -> None:
    """Print the table of each network."""
    print(f"on {name_of(device)}")
    # All is deleted at the end: for some seconds ext4 makes no new file of one that was deleted, and looking for others
    # takes up to a millisecond for each.
    with tempfile.TemporaryDirectory() as directory:
        for name in NETWORKS:
            taken = [measured(name, device, Path(directory)) for _ in range(rounds)]
            show(name, taken)


def show(name: str, taken: Sequence[dict[str, Cost]]) -> None:
    """Print the table of a network: what each contender took in each round."""
    print(f"{JOBS} jobs of {name}, {EPOCHS} epochs, medians of {len(taken)} rounds (all but the first and last scaled)")
    for contender in taken[0]:
        seconds = median(costs[contender].seconds for costs in taken)
        mib = median(costs[contender].mib for costs in taken)
        ratio = median(costs[contender].seconds / costs["stacked"].seconds for costs in taken)
        asked = f"  asked: {ASKED[contender]:.0f}" if contender in ASKED else ""
        print(f"  {contender:16} {seconds:8.1f} s {mib:6.0f} MiB  {ratio:6.1f} × stacked{asked}", flush=True)


def name_of(device: str) -> str:
    """Return what a device calls itself; this process does not begin to use it."""
    if device == "cpu":
        return f"{os.cpu_count()} processor cores"
    code = "import torch; print(torch.cuda.get_device_name())"
    return subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def seconds_of(work: Callable[[], object], device: str) -> float:
    """Return the time of one call, to its end on the device."""
    import torch

    start = time.perf_counter()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - start


def floor(device: str) -> None:
    """Print what a step of a stack at 64-256-10, batch 128, takes beside its counted operations."""
    import torch

    from lessonnet.data import Digits
    from lessonnet.nn import DenseNetwork, Sigmoid, Xavier, cross_entropy
    from lessonnet.optim import Momentum
    from lessonnet.stack import Member, Stack, trainer

    members, epochs, width, batch = (100, 10, 256, 128) if device == "cpu" else (1000, 50, 256, 128)
    size = 2048 if device == "cpu" else 8192
    a = torch.randn(size, size, device=device)
    product = 2 * size**3 / median(seconds_of(lambda: a @ a, device) for _ in range(20))
    data = Digits(batch_size=batch, val_fraction=0.01, test_fraction=0.19)
    data.setup()
    network = DenseNetwork(64, [width], 10, Sigmoid())
    own = [Member(seed=0, optimizer=Momentum(lr=0.1), initializer=Xavier(), restart=k) for k in range(members)]
    stack = Stack(network, cross_entropy(10), own, [data.train], [data.val], batch_size=batch)
    fitting = trainer(max_epochs=epochs, accelerator=ACCELERATORS[device])
    micros = seconds_of(lambda: fitting.fit(stack), device) / (members * stack.steps_done) * 1e6
    # Forward and weights' gradients of both layers, the hidden layer's own gradient; none for the inputs.
    operations = 2 * batch * (2 * 64 * width + 3 * width * 10)
    least = operations / product * 1e6
    print(
        f"64-256-10, batch {batch}, {members} members: {micros:.2f} µs a step and member; {operations / 1e6:.1f} MFLOP"
    )
    print(f"at {product / 1e9:.0f} GFLOP/s {least:.2f} µs: {micros / least:.1f} times the floor  asked: 4")


def scaling() -> None:
    """Print, and draw, time and memory against the number of jobs."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib.figure import Figure

    network, counts = NETWORKS["2-8-1 on moons"], (10, 100, 1000, 10_000)
    costs = []
    for jobs in counts:
        with tempfile.TemporaryDirectory() as directory:
            costs.append(cost(lessonnet(network, "stacked", jobs, RATES[:1], PENALTIES[:1]), Path(directory)))
        print(f"  {jobs:6} jobs  {costs[-1].seconds:8.1f} s  {costs[-1].mib:6.0f} MiB", flush=True)
    figure = Figure(figsize=(9, 3.4), layout="constrained", dpi=150)
    axes = figure.subplots(1, 2)
    for axis, values, label in zip(axes, zip(*costs, strict=True), ("wall time [s]", "peak memory [MiB]"), strict=True):
        axis.plot(counts, values, "o-", color="#0072b2")
        for count, value in zip(counts, values, strict=True):
            axis.annotate(f"{value:.0f}", (count, value), (0, 7), textcoords="offset points", ha="center")
        axis.set(xscale="log", xlabel="jobs", ylabel=label, xticks=counts, xticklabels=[f"{n:,}" for n in counts])
        axis.grid(alpha=0.3)
        axis.margins(x=0.1)
    axes[0].set(yscale="log", yticks=[1, 10, 100], yticklabels=["1", "10", "100"], ylim=(1, 300))
    axes[0].minorticks_off()
    axes[1].set_ylim(0, 1.25 * max(cost.mib for cost in costs))
    figure.savefig("bench_sweep.png")


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", choices=list(ACCELERATORS), default="cpu")
    parser.add_argument("--scaling", action="store_true", help="time and memory against the number of jobs")
    parser.add_argument("--floor", action="store_true", help="a step beside its counted operations")
    parser.add_argument("--scikit-learn", nargs=2, metavar=("NETWORK", "DIRECTORY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.scikit_learn:
        scikit_learn(*arguments.scikit_learn)
    elif arguments.scaling:
        scaling()
    elif arguments.floor:
        floor(arguments.device)
    else:
        compare(arguments.rounds, arguments.device)
        again = [sys.executable, "-W", "ignore", __file__, "--floor", "--device", arguments.device]
        subprocess.run(again, stderr=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()
