"""Why answers to a situation picture were not saved, made up: wrong, changed by others, sent before one signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.http.pages.situation_picture.acting import Trouble, heading
from adapters.http.pages.situation_picture.questions import Question
from adapters.http.pages.visit import Visit


@dataclass(frozen=True)
class Unsaved:
    """What is told over them; ``saved``: how many others were."""

    headed: tuple[str, str, bool]
    troubles: tuple[Trouble, ...]
    saved: int = 0


def unsaved(visit: Visit, asked: Question) -> Iterator[Unsaved]:
    """Yield what is told of an answer to a question in each case."""
    text = visit.cat.text
    trouble = Trouble(f"q-{asked.code}", asked.label, (), ())
    wrong = replace(trouble, texts=(text("validation.missing"),), typed=text("value.assessment.weakness"))
    yield Unsaved(heading("validation", visit.cat), (wrong,), saved=1)
    yield Unsaved(heading("version-conflict", visit.cat), (replace(trouble, since=(text("ui.style.notice.text"),)),))
    yield Unsaved(heading("signed-in-again", visit.cat), (trouble,))
