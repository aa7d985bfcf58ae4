"""Pages drawn from templates, with nothing left of what they were given but the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import Template
from jinja2.runtime import Context

_CONTEXTS = "contexts_of_this_page"


class DrawingContext(Context):
    """A template's variables, which the page that is drawn can let go of.

    Macros and the context that they were made in hold one another, and with it all that the page was given: of a county
    thousands of rows, until the next search for cycles, which then has all of them to go through.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Templates that are imported without a context are kept from page to page, and given nothing of any.
        self.parent.get(_CONTEXTS, []).append(self)

    def let_go(self) -> None:
        """Forget all variables."""
        self.parent = {}
        self.vars = {}


@contextmanager
def letting_go() -> Iterator[dict[str, object]]:
    """Yield what a template is to be given too, so that all that it is given is forgotten afterwards."""
    contexts = list[DrawingContext]()
    try:
        yield {_CONTEXTS: contexts}
    finally:
        for each in contexts:
            each.let_go()


class PageTemplate(Template):
    """A template that lets go of what it was given once it is rendered."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the template as a page."""
        with letting_go() as own:
            return super().render(*args, **kwargs, **own)
