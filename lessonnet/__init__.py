"""The perceptron, logistic regression and the multi-layer perceptron, trained exactly and many at a time."""

__version__ = "0.1.0"
