"""Trainings on other data, in other networks, that no threshold was chosen by; their seeds begin at 3000."""

from lessonnet.data import Admissions, Blobs, BreastCancer, Circles, Spirals, Wine
from lessonnet.nn import L1, L2, He, Normal, PerceptronCriterion, ReLU, Sigmoid, Tanh, Xavier
from lessonnet.optim import SGD, Adam, Momentum
from tests.diagnosis.cases import SMALL, Case, Sunk, Sure, batch
from tests.diagnosis.own_data import Rare

APART = {"centers": 2, "features": 6, "spread": 1.0}
"""Two clouds that a plane parts."""

HELD_OUT = {
    "vanishing gradients": Case(
        ill=[
            batch(Circles, hidden=[12] * 8, optimizer=Momentum(lr=0.05)),
            batch(BreastCancer, hidden=[24] * 8, optimizer=SGD(lr=0.2), epochs=30),
        ],
        healthy=[
            batch(Circles, hidden=[12] * 8, activation=ReLU(), initializer=He(), optimizer=Adam(lr=3e-3)),
            batch(BreastCancer, hidden=[24, 24], optimizer=Momentum(lr=0.1)),
        ],
    ),
    "exploding gradients": Case(
        ill=[
            batch(Circles, hidden=[24] * 5, activation=ReLU(), initializer=He(6.0), optimizer=SGD(lr=1e-3)),
            batch(Wine, hidden=[40] * 4, activation=ReLU(), initializer=Normal(1.0), optimizer=SGD(lr=1e-3)),
        ],
        healthy=[
            batch(Circles, hidden=[24] * 5, activation=ReLU(), initializer=He(), optimizer=Adam(lr=2e-3)),
            batch(Wine, hidden=[40] * 4, activation=ReLU(), initializer=He(), optimizer=SGD(lr=0.05)),
        ],
    ),
    "dead units": Case(
        ill=[
            batch(Circles, hidden=[20, 20], activation=ReLU(), initializer=Sunk(-15.0), optimizer=SGD(lr=0.1)),
            batch(Wine, hidden=[32], activation=ReLU(), initializer=Sunk(-20.0), optimizer=Adam(lr=1e-3)),
        ],
        healthy=[
            batch(Circles, hidden=[20, 20], activation=ReLU(), initializer=He(), optimizer=Momentum(lr=0.05)),
            batch(Wine, hidden=[32], activation=ReLU(), optimizer=Adam(lr=5e-3)),
        ],
    ),
    "saturated units": Case(
        ill=[
            batch(Circles, hidden=[24], activation=Tanh(), initializer=Xavier(60.0), optimizer=SGD(lr=0.01)),
            batch(BreastCancer, hidden=[16, 16], initializer=Normal(6.0), optimizer=SGD(lr=0.01)),
        ],
        healthy=[
            batch(Circles, hidden=[24], activation=Tanh(), optimizer=Momentum(lr=0.2)),
            batch(BreastCancer, hidden=[16, 16], activation=Sigmoid(), optimizer=Momentum(lr=0.1)),
        ],
    ),
    "overfitting": Case(
        ill=[
            batch(
                Circles,
                {"points": 150, "noise": 0.4, **SMALL},
                hidden=[80],
                activation=ReLU(),
                optimizer=Adam(lr=0.03),
                epochs=300,
                patience=None,
            ),
            batch(
                Blobs,
                {"points": 150, "spread": 6.0, "features": 8, **SMALL},
                hidden=[80],
                activation=Tanh(),
                optimizer=Adam(lr=0.02),
                epochs=200,
                patience=None,
            ),
        ],
        healthy=[
            batch(Circles, hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.1), patience=None),
            batch(Blobs, {"points": 1000, "spread": 3.0}, optimizer=SGD(lr=0.1), patience=None),
        ],
    ),
    "underfitting": Case(
        ill=[
            batch(Circles, optimizer=SGD(lr=0.3)),
            batch(
                Spirals,
                {"arms": 3, "turns": 1.0},
                hidden=[3],
                activation=Tanh(),
                optimizer=Momentum(lr=0.05),
                epochs=250,
                patience=None,
            ),
            batch(Wine, regularizer=L2(0.5), hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.02)),
        ],
        healthy=[
            batch(Circles, hidden=[16], activation=Tanh(), optimizer=Momentum(lr=0.1), epochs=100),
            batch(Blobs, {"spread": 2.0}, optimizer=SGD(lr=0.1)),
            batch(BreastCancer, regularizer=L1(0.003), optimizer=SGD(lr=0.1)),
        ],
    ),
    "rate too high": Case(
        ill=[
            batch(Circles, hidden=[12], activation=Tanh(), optimizer=Momentum(lr=20.0)),
            batch(Blobs, {"spread": 4.0}, optimizer=SGD(lr=50.0)),
            batch(Wine, hidden=[16], activation=ReLU(), optimizer=SGD(lr=30.0)),
        ],
        healthy=[
            batch(Circles, hidden=[12], activation=Tanh(), optimizer=Momentum(lr=0.1)),
            batch(Blobs, {"spread": 4.0}, optimizer=SGD(lr=0.1)),
            batch(Wine, hidden=[16], activation=ReLU(), optimizer=SGD(lr=0.05)),
        ],
    ),
    "rate too low": Case(
        ill=[
            batch(Circles, hidden=[12], activation=Tanh(), optimizer=Momentum(lr=1e-5)),
            batch(BreastCancer, hidden=[16], optimizer=SGD(lr=3e-4)),
            batch(Wine, optimizer=Adam(lr=1e-5)),
        ],
        healthy=[
            batch(Circles, hidden=[12], activation=Tanh(), optimizer=Momentum(lr=0.1)),
            batch(BreastCancer, hidden=[16], optimizer=SGD(lr=0.3)),
            batch(Wine, optimizer=Adam(lr=0.02)),
        ],
    ),
    "too few epochs": Case(
        ill=[
            batch(
                Blobs,
                APART,
                criterion=PerceptronCriterion(),
                initializer=Sure(40.0),
                optimizer=SGD(lr=1e-3),
                epochs=3,
                batch_size=1,
            ),
            batch(
                BreastCancer,
                criterion=PerceptronCriterion(),
                initializer=Sure(40.0),
                optimizer=SGD(lr=1e-3),
                epochs=3,
                batch_size=1,
            ),
        ],
        healthy=[
            batch(Blobs, APART, criterion=PerceptronCriterion(), optimizer=SGD(lr=0.1), batch_size=1),
            batch(BreastCancer, criterion=PerceptronCriterion(), optimizer=SGD(lr=0.1), batch_size=1),
        ],
    ),
    "too certain": Case(
        ill=[
            batch(
                Admissions, {"rule": "curved", "noise": 8.0}, initializer=Sure(40.0), optimizer=SGD(lr=1e-3), epochs=6
            ),
            batch(Blobs, {"spread": 5.0, "features": 3}, initializer=Sure(15.0), optimizer=SGD(lr=1e-3), epochs=6),
        ],
        healthy=[
            batch(Admissions, {"rule": "curved", "noise": 8.0}, optimizer=SGD(lr=0.1)),
            batch(Blobs, {"spread": 5.0, "features": 3}, optimizer=SGD(lr=0.1)),
        ],
    ),
    "class imbalance": Case(
        ill=[
            batch(Rare, {"share": 0.03, "points": 1000, "apart": 1.0}, optimizer=Adam(lr=0.01)),
            batch(Rare, {"share": 0.1, "apart": 1.0, "features": 8}, hidden=[6], optimizer=Momentum(lr=0.05)),
        ],
        healthy=[
            batch(Rare, {"share": 0.1, "points": 1000, "apart": 7.0}, optimizer=Adam(lr=0.05)),
            batch(Rare, {"share": 0.3, "apart": 2.0, "features": 8}, hidden=[6], optimizer=Momentum(lr=0.05)),
        ],
    ),
    "features not scaled": Case(
        ill=[
            batch(Wine, {"standardize": False}, optimizer=SGD(lr=0.05)),
            batch(BreastCancer, {"standardize": False}, hidden=[16], optimizer=SGD(lr=0.05)),
        ],
        healthy=[
            batch(Wine, optimizer=SGD(lr=0.1)),
            batch(BreastCancer, hidden=[16], optimizer=Momentum(lr=0.1)),
            batch(Circles, {"standardize": False}, hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.1)),
        ],
    ),
}
