"""Initial weights: bounds, moments, purity in their keys, and what is refused (rows L4, L12a and L21)."""

import numpy as np
import pytest
from scipy import stats

from lessonnet import nn
from lessonnet.options import OptionError

D, H = 300, 200
RANDOM = {"xavier": nn.Xavier(), "he": nn.He(), "uniform": nn.Uniform(), "normal": nn.Normal()}
# Scale parameters of the distribution that the weights of one layer [D, H] are drawn from.
UNIFORM = {
    "xavier": (nn.Xavier(), (6 / (D + H)) ** 0.5),
    "xavier, scale 2": (nn.Xavier(2.0), 2 * (6 / (D + H)) ** 0.5),
    "uniform": (nn.Uniform(), 0.1),
    "uniform, scale 3": (nn.Uniform(3.0), 3.0),
}
NORMAL = {
    "he": (nn.He(), (2 / D) ** 0.5),
    "he, scale 2": (nn.He(2.0), 2 * (2 / D) ** 0.5),
    "normal": (nn.Normal(), 0.1),
    "normal, scale 3": (nn.Normal(3.0), 3.0),
}
each_random = pytest.mark.parametrize("init", RANDOM.values(), ids=RANDOM)


def weights(init: nn.Initializer) -> np.ndarray:
    return init.layers([D, H], seed=0)[0][0]


def flat(layers: nn.Layers) -> np.ndarray:
    return np.concatenate([np.concatenate([w.ravel(), b]) for w, b in layers])


@pytest.mark.parametrize(("init", "bound"), UNIFORM.values(), ids=UNIFORM)
def test_uniform_weights_fill_their_bounds(init, bound):
    # Of 60,000 draws the largest misses the bound by 1 part in 10⁴ with probability e^(−3).
    assert 0.999 * bound < np.abs(weights(init)).max() <= bound


@pytest.mark.parametrize(("init", "bound"), UNIFORM.values(), ids=UNIFORM)
def test_uniform_weights_are_uniform(init, bound):
    # Kolmogorov-Smirnov; the draw is fixed, so this either always or never passes; p > 1e-3 is an unremarkable draw.
    assert stats.kstest(weights(init).ravel(), stats.uniform(-bound, 2 * bound).cdf).pvalue > 1e-3


@pytest.mark.parametrize(("init", "deviation"), NORMAL.values(), ids=NORMAL)
def test_normal_weights_are_normal(init, deviation):
    assert stats.kstest(weights(init).ravel(), stats.norm(0, deviation).cdf).pvalue > 1e-3  # as above


@pytest.mark.parametrize(("init", "scale"), [*UNIFORM.values(), *NORMAL.values()], ids=[*UNIFORM, *NORMAL])
def test_weights_have_the_mean_and_deviation_that_are_documented(init, scale):
    drawn, deviation = weights(init), scale / 3**0.5 if init in [case[0] for case in UNIFORM.values()] else scale
    # Of n draws the mean deviates by σ/√n and the deviation by at most σ/√(2n): 5 of each bound them (p < 6e-7).
    assert abs(drawn.mean()) < 5 * deviation / drawn.size**0.5
    assert abs(drawn.std() - deviation) < 5 * deviation / (2 * drawn.size) ** 0.5


@pytest.mark.parametrize("init", [nn.Xavier(), nn.He(), nn.Zeros()], ids=["xavier", "he", "zeros"])
def test_biases_start_at_zero(init):
    assert not any(bias.any() for _, bias in init.layers([3, 4, 2], seed=0))


@pytest.mark.parametrize(
    ("init", "shape"), [(nn.Uniform(0.5), stats.uniform(-0.5, 1)), (nn.Normal(0.5), stats.norm(0, 0.5))]
)
def test_biases_are_drawn_like_the_weights(init, shape):
    assert stats.kstest(init.layers([1, 5000], seed=0)[0][1], shape.cdf).pvalue > 1e-3  # as above


def test_zeros_are_zero():
    assert not flat(nn.Zeros().layers([3, 4, 2], seed=0)).any()


@each_random
def test_layers_have_the_shapes_of_the_network(init):
    assert [(w.shape, b.shape) for w, b in init.layers([3, 4, 2], seed=0)] == [((3, 4), (4,)), ((4, 2), (2,))]


@each_random
def test_weights_are_the_same_whatever_was_drawn_before(init):
    first = flat(init.layers([3, 4, 2], seed=7, restart=2))
    init.layers([5, 5], seed=1)
    np.testing.assert_array_equal(flat(init.layers([3, 4, 2], seed=7, restart=2)), first)


@pytest.mark.parametrize("other", [{"seed": 8}, {"seed": 7, "restart": 1}], ids=str)
@each_random
def test_weights_differ_when_the_key_differs(init, other):
    first, second = (init.layers([3, 4, 2], **key) for key in ({"seed": 7}, other))
    assert not any((w == v).any() for (w, _), (v, _) in zip(first, second, strict=True))


@each_random
def test_layers_of_one_network_differ(init):
    (first, _), (second, _) = init.layers([4, 4, 4], seed=0)
    assert not (first == second).any()


def test_fixed_weights_are_those_of_the_lesson():
    ((weight, bias),) = nn.Fixed([1, 1, -1.5]).layers([2, 1], seed=0)  # AND
    assert (weight.tolist(), bias.tolist()) == ([[1.0], [1.0]], [-1.5])


def test_fixed_weights_of_units_become_columns():
    (first, second) = nn.Fixed([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9]]]).layers([2, 2, 1], seed=0)
    assert [part.tolist() for part in first] == [[[1.0, 4.0], [2.0, 5.0]], [3.0, 6.0]]
    assert [part.tolist() for part in second] == [[[7.0], [8.0]], [9.0]]


def test_fixed_weights_are_the_same_for_every_restart():
    layers = [nn.Fixed([1, 1, -1.5]).layers([2, 1], seed=seed, restart=seed) for seed in (0, 1)]
    np.testing.assert_array_equal(flat(layers[0]), flat(layers[1]))


@pytest.mark.parametrize(
    "given",
    [
        [1, 1],
        [1, 1, 1, -1.5],
        [],
        [[[1, 1, -1.5], [1, 1]]],
        [[[1, 1, -1.5]], [[1, -0.5]]],
        [1, [1], -1.5],
        [1, 1, float("nan")],
        [1, 1, None],
        ["1", "1", "-1.5"],
        [True, True, False],
    ],
    ids=str,
)
def test_fixed_weights_are_refused_when_they_do_not_fit(given):
    with pytest.raises(OptionError, match=r"`init.weights` must hold finite numbers .* 1 unit\(s\) of 3 number\(s\)"):
        nn.Fixed(given).layers([2, 1], seed=0)


@pytest.mark.parametrize("kind", [nn.Xavier, nn.He, nn.Uniform, nn.Normal])
@pytest.mark.parametrize("scale", [0.0, -1.0])
def test_scale_is_refused_when_it_is_not_positive(kind, scale):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}.scale` must be in \(0, 1000000"):
        kind(scale)


def test_perturbed_weights_are_the_given_ones_when_the_scale_is_zero():
    given = nn.He().layers([3, 4, 2], seed=0)
    np.testing.assert_array_equal(flat(nn.perturb(given, 0.0, seed=1, restart=2)), flat(given))


def test_perturbed_weights_have_normal_noise_of_that_scale():
    given = nn.He().layers([D, H], seed=0)
    noise = flat(nn.perturb(given, 0.2, seed=1, restart=2)) - flat(given)
    assert stats.kstest(noise, stats.norm(0, 0.2).cdf).pvalue > 1e-3  # as above


def test_perturbed_weights_differ_between_restarts():
    given = nn.Zeros().layers([3, 4, 2], seed=0)
    first, second = (flat(nn.perturb(given, 0.2, seed=1, restart=restart)) for restart in (0, 1))
    assert not (first == second).any()
