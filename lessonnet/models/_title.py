"""What a model is called in a line above its numbers."""

from lessonnet.models._classifier import Classifier
from lessonnet.models._module_classifier import ModuleClassifier


def title_of(model: Classifier) -> str:
    """Return the model's kind and the widths of its layers, or of a network of one's own how many parameters it has.

    Example:
        >>> from lessonnet.models import LogisticRegression
        >>> title_of(LogisticRegression(in_features=2, classes=2))
        'LogisticRegression 2-1'
    """
    if isinstance(model, ModuleClassifier):
        return f"{model.kind.__name__} of {sum(p.numel() for p in model.network.parameters())} parameters"
    return f"{type(model).__name__} {'-'.join(map(str, model.network.widths))}"
