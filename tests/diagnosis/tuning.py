"""The trainings that were looked at when the thresholds were chosen, at seeds 0 to 24."""

from lessonnet.data import Admissions, Digits, Iris, Moons
from lessonnet.nn import L1, L2, He, Normal, PerceptronCriterion, ReLU, Tanh, Xavier
from lessonnet.optim import SGD, Adam, Momentum
from tests.diagnosis.cases import SMALL, Case, Sunk, Sure, batch
from tests.diagnosis.own_data import Rare, Stretched

TUNING = {
    "vanishing gradients": Case(
        ill=[
            batch(Moons, hidden=[16] * 7, optimizer=SGD(lr=0.1)),
            batch(Digits, hidden=[32] * 7, optimizer=SGD(lr=0.1), epochs=15),
        ],
        healthy=[
            batch(Moons, hidden=[16] * 7, activation=Tanh(), optimizer=Momentum(lr=0.02)),
            batch(Digits, hidden=[32, 32], optimizer=Momentum(lr=0.1), epochs=30),
        ],
    ),
    "exploding gradients": Case(
        ill=[
            batch(Moons, hidden=[32] * 6, activation=ReLU(), initializer=He(4.0), optimizer=SGD(lr=1e-3)),
            batch(Iris, hidden=[32] * 6, activation=ReLU(), initializer=Normal(1.0), optimizer=SGD(lr=1e-3)),
        ],
        healthy=[
            batch(Moons, hidden=[32] * 6, activation=ReLU(), initializer=He(), optimizer=SGD(lr=0.05)),
            batch(Iris, hidden=[32] * 3, activation=ReLU(), optimizer=SGD(lr=0.05)),
        ],
    ),
    "dead units": Case(
        ill=[
            batch(Moons, hidden=[32], activation=ReLU(), initializer=Sunk(), optimizer=SGD(lr=0.1)),
            batch(Digits, hidden=[32, 32], activation=ReLU(), optimizer=SGD(lr=3.0), epochs=15),
        ],
        healthy=[
            batch(Moons, hidden=[32], activation=ReLU(), optimizer=Momentum(lr=0.1)),
            batch(Digits, hidden=[32, 32], activation=ReLU(), optimizer=Momentum(lr=0.02), epochs=30),
        ],
    ),
    "saturated units": Case(
        ill=[
            batch(Moons, hidden=[32], activation=Tanh(), initializer=Xavier(40.0), optimizer=SGD(lr=0.01)),
            batch(Digits, hidden=[32, 32], initializer=Normal(4.0), optimizer=SGD(lr=0.01), epochs=20),
        ],
        healthy=[
            batch(Moons, hidden=[32], activation=Tanh(), optimizer=Momentum(lr=0.1)),
            batch(Digits, hidden=[32, 32], activation=Tanh(), optimizer=SGD(lr=0.1), epochs=30),
        ],
    ),
    "overfitting": Case(
        ill=[
            batch(
                Moons,
                {"points": 150, "noise": 0.4, **SMALL},
                hidden=[64],
                activation=ReLU(),
                optimizer=Adam(lr=0.03),
                epochs=300,
                patience=None,
            ),
            batch(
                Admissions,
                {"points": 150, "noise": 5.0, **SMALL},
                hidden=[64],
                activation=ReLU(),
                optimizer=Adam(lr=0.03),
                epochs=300,
                patience=None,
            ),
        ],
        healthy=[
            batch(Moons, hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.1), patience=None),
            batch(Digits, hidden=[32], optimizer=Momentum(lr=0.1), epochs=40, patience=None),
            batch(Admissions, {"noise": 3.0}, optimizer=SGD(lr=0.1), patience=None),
        ],
    ),
    "underfitting": Case(
        ill=[
            batch(Moons, {"noise": 0.1}, optimizer=SGD(lr=0.3)),
            batch(Digits, hidden=[2], activation=Tanh(), optimizer=Momentum(lr=0.1), epochs=60),
            batch(Iris, regularizer=L2(0.5), optimizer=SGD(lr=0.05)),
            batch(Digits, regularizer=L1(0.1), optimizer=SGD(lr=0.05), epochs=40),
        ],
        healthy=[
            batch(Moons, hidden=[16], activation=Tanh(), optimizer=Momentum(lr=0.1), epochs=100, patience=None),
            batch(Digits, optimizer=SGD(lr=0.1)),
            batch(Digits, regularizer=L1(0.001), optimizer=SGD(lr=0.1)),
            batch(Iris, regularizer=L2(0.003), optimizer=SGD(lr=0.1)),
            batch(Admissions, {"noise": 2.0}, optimizer=SGD(lr=0.1)),
        ],
    ),
    "rate too high": Case(
        ill=[
            batch(Moons, hidden=[16], activation=Tanh(), optimizer=Momentum(lr=10.0)),
            batch(Digits, hidden=[32], optimizer=SGD(lr=30.0), epochs=20),
            batch(Admissions, {"noise": 3.0}, optimizer=SGD(lr=100.0)),
        ],
        healthy=[
            batch(Moons, hidden=[16], activation=Tanh(), optimizer=Momentum(lr=0.1), patience=None),
            batch(Digits, hidden=[32], optimizer=SGD(lr=0.3), epochs=30),
            batch(Iris, optimizer=SGD(lr=0.1)),
        ],
    ),
    "rate too low": Case(
        ill=[
            batch(Moons, hidden=[16], activation=Tanh(), optimizer=SGD(lr=1e-4)),
            batch(Digits, hidden=[32], optimizer=SGD(lr=1e-3), epochs=20),
            batch(Admissions, optimizer=SGD(lr=1e-3)),
        ],
        healthy=[
            batch(Moons, hidden=[16], activation=Tanh(), optimizer=Momentum(lr=0.05), patience=None),
            batch(Digits, hidden=[32], optimizer=SGD(lr=0.3), epochs=30),
            batch(Admissions, optimizer=SGD(lr=0.1)),
        ],
    ),
    "too few epochs": Case(
        ill=[
            batch(
                Admissions,
                {"noise": 0.0},
                criterion=PerceptronCriterion(),
                initializer=Sure(40.0),
                optimizer=SGD(lr=1e-3),
                epochs=3,
                batch_size=1,
            )
        ],
        healthy=[
            batch(
                Admissions,
                {"noise": 0.0},
                criterion=PerceptronCriterion(),
                optimizer=SGD(lr=0.1),
                patience=None,
                batch_size=1,
            )
        ],
    ),
    "too certain": Case(
        ill=[
            batch(Admissions, {"noise": 6.0}, initializer=Sure(30.0), optimizer=SGD(lr=0.003), epochs=5),
            batch(Moons, {"noise": 0.5}, initializer=Sure(20.0), optimizer=SGD(lr=0.003), epochs=5),
        ],
        healthy=[
            batch(Admissions, {"noise": 6.0}, optimizer=SGD(lr=0.1)),
            batch(Moons, {"noise": 0.5}, hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.05)),
        ],
    ),
    "class imbalance": Case(
        ill=[batch(Rare, optimizer=SGD(lr=0.1)), batch(Rare, {"features": 5}, hidden=[8], optimizer=Momentum(lr=0.1))],
        healthy=[
            batch(Rare, {"apart": 8.0}, optimizer=SGD(lr=0.1)),
            batch(Rare, {"share": 0.4}, optimizer=SGD(lr=0.1)),
            batch(Iris, optimizer=SGD(lr=0.1)),
        ],
    ),
    "features not scaled": Case(
        ill=[
            batch(Stretched, {"standardize": False}, optimizer=SGD(lr=0.1)),
            batch(Stretched, {"standardize": False}, hidden=[8], optimizer=SGD(lr=0.1)),
        ],
        healthy=[
            batch(Stretched, hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.1)),
            batch(Digits, {"standardize": False}, optimizer=SGD(lr=0.01)),
            batch(Iris, {"standardize": False}, optimizer=SGD(lr=0.05)),
            batch(Admissions, {"standardize": False}, optimizer=SGD(lr=0.05)),
        ],
    ),
}
