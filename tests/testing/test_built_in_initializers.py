"""The built-in initialisations keep to the suite that a plugin's keeps to."""

from lessonnet.testing import Change, InitializerSuite


class TestXavier(InitializerSuite):
    option = "init=xavier"


class TestHe(InitializerSuite):
    option = "init=he"


class TestUniform(InitializerSuite):
    option = "init=uniform"


class TestNormal(InitializerSuite):
    option = "init=normal"


class TestZeros(InitializerSuite):
    option = "init=zeros"
    is_random = False


class TestFixed(InitializerSuite):
    option = "init=fixed"
    overrides = ("model=logistic", "init.weights=[[[1,0,0,0,1],[0,1,0,0,0],[0,0,1,0,-1]]]")
    changes = (Change("weights", "[[[2,0,0,0,1],[0,2,0,0,0],[0,0,2,0,-1]]]"),)
    widths = ((4, 3),)
    is_random = False
