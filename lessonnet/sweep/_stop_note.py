"""Ctrl-C and SIGTERM between the trainings of a sweep: noted, and obeyed before the next one."""

import signal
import threading
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopNote:
    """Note the first signal that asks to stop, from the beginning of a sweep to its end.

    A training puts its own handlers in front of these, and takes them away again.

    Attributes:
        signal_number: of that signal, None without one.
    """

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._former: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            self._former = {number: signal.signal(number, self._note) for number in _SIGNALS}

    def close(self) -> None:
        """Give the signals back to whoever had them before."""
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._former = {}

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.signal_number = self.signal_number or number
