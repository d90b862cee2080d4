"""A pair of briefs beside its article in a notebook, with the rubric to choose by. Shows and passes on; keeps nothing.

Whatever an article or a brief holds is shown as text.
"""

from __future__ import annotations

from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.render import visible
from briefkit.schema import OVERALL, RUBRIC

if TYPE_CHECKING:
    from briefkit.judging.person import Person, Task

__all__ = ["JudgingWidget"]

_PANE = (
    '<div style="white-space:pre-wrap;unicode-bidi:plaintext;overflow-wrap:anywhere;height:34rem;overflow:auto;'
    'padding:.5rem;border:1px solid #8886"><b>{title}</b>\n{text}</div>'
)
_OPTIONS = [("A", "A"), ("tie", "tie"), ("B", "B")]
_ASKED = "All of it weighed, which brief serves an editor better?"


class JudgingWidget:
    """The widgets through which a person judges; `shown` is what a cell displays.

    Raises:
        ConfigurationError: when ipywidgets is not installed.

    """

    def __init__(self, person: Person) -> None:
        self._person = person
        self._widgets = _ipywidgets()
        self.task: Task | None = None
        """The pair that is shown, None where all are judged."""
        self.choices: dict[str, Any] = {
            name: self._widgets.ToggleButtons(options=_OPTIONS, value=None) for name in (*RUBRIC, OVERALL)
        }
        """The buttons by criterion."""
        self.reason = self._widgets.Textarea(placeholder="Why, if you like")
        """What the person has to say about the choice overall."""
        self.save = self._widgets.Button(description="Keep and next", button_style="primary")
        self.skip = self._widgets.Button(description="Later")
        self.status = self._widgets.HTML()
        """How far it is, or what is wrong."""
        self.panes = [self._widgets.HTML(layout={"width": "33%"}) for _ in range(3)]
        """Article, A and B."""
        self.save.on_click(self._keep)
        self.skip.on_click(self._put_off)
        self.shown = self._layout()
        self._next()

    def _layout(self) -> Any:
        rows = [
            self._row(f"{criterion.title} ({criterion.weight})", criterion.asks, self.choices[name])
            for name, criterion in RUBRIC.items()
        ]
        buttons = self._widgets.HBox([self.save, self.skip])
        self.form = self._widgets.VBox(
            [*rows, self._row(OVERALL, _ASKED, self.choices[OVERALL]), self.reason, buttons]
        )
        return self._widgets.VBox([self.status, self._widgets.HBox(self.panes), self.form])

    def _row(self, title: str, asks: str, choice: Any) -> Any:
        said = self._widgets.HTML(f"<b>{escape(title)}</b><br>{escape(asks)}", layout={"width": "60%"})
        return self._widgets.HBox([said, choice])

    def _keep(self, _button: object = None) -> None:
        if self.task is None:
            return
        chosen = {name: choice.value for name, choice in self.choices.items() if choice.value is not None}
        try:
            self._person.record(self.task, chosen, reason=self.reason.value.strip())
        except BriefkitError as error:
            self.status.value = escape(f"Not kept: {error.message} {error.hint}")
            return
        self._next()

    def _put_off(self, _button: object = None) -> None:
        if self.task is not None:
            self._person.skip(self.task)
            self._next()

    def _next(self) -> None:
        self.task = self._person.next()
        for choice in self.choices.values():
            choice.value = None
        self.reason.value = ""
        left, total = self._person.left, self._person.total
        if self.task is None:
            self.status.value = f"All {total:,} pairs are judged."
            for part in (*self.panes, self.form):
                part.layout.display = "none"
            return
        self.status.value = f"{total - left:,} of {total:,} judged. Who wrote A and B is hidden."
        said = (("Article", self.task.article), ("A", self.task.a), ("B", self.task.b))
        for pane, (title, text) in zip(self.panes, said, strict=True):
            pane.value = _PANE.format(title=title, text=escape(visible(text)))


def _ipywidgets() -> Any:
    try:
        return import_module("ipywidgets")
    except ImportError:
        raise ConfigurationError(
            "To judge in a notebook, ipywidgets is needed, which is not installed.",
            hint="pip install 'briefkit[notebook]', or use Person.next() and Person.record() without it.",
        ) from None
