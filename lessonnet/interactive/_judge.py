"""Words on an answer to an exercise."""

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def judge(answer: Answer | None, is_right: Callable[[Answer], bool], *, hint: str, praise: str = "") -> None:
    """Print whether an answer is right, and a hint where it is not; whatever the answer is, nothing is raised.

    Args:
        answer: of the learner; None where there is none yet.
        is_right: tells whether an answer is right; it may fail over one that makes no sense.
        hint: printed below a wrong answer.
        praise: printed after a right one: what is to be learned from it.

    Example:
        >>> judge(None, lambda number: number == 3, hint="Count again.")
        Not answered yet: put your answer in place of None.
        >>> judge(2, lambda number: number == 3, hint="Count again.")
        Not yet. Count again.
        >>> judge(3, lambda number: number == 3, hint="Count again.", praise="There are three.")
        Right. There are three.
    """
    if answer is None:
        print("Not answered yet: put your answer in place of None.")
        return
    try:
        right = bool(is_right(answer))
    except Exception as error:
        print(f"Not yet: your answer cannot be checked ({type(error).__name__}). {hint}")
        return
    print(f"Right. {praise}".rstrip() if right else f"Not yet. {hint}")
