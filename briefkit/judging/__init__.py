"""Pairs of briefs judged by a model or by a person, both blind and by one rubric; a store keeps what they said.

What it comes to is counted by `evaluate`. A model is asked; a person is shown the same in a notebook.
"""

from briefkit.judging.judge import Foreseen, Judge, Session
from briefkit.judging.person import Person, Task

__all__ = ["Foreseen", "Judge", "Person", "Session", "Task"]
