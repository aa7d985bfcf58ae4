"""Which invented history each of Värmland's municipalities has in the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adapters.demo.municipalities import (
    arjang,
    arvika,
    eda,
    filipstad,
    forshaga,
    grums,
    hagfors,
    hammaro,
    karlstad,
    kil,
    kristinehamn,
    munkfors,
    saffle,
    storfors,
    sunne,
    torsby,
)
from adapters.demo.story.story import Story

# By municipality: its coordinator, and the function that adds its acts to a story.
HISTORIES: Mapping[str, tuple[str, Callable[[Story], None]]] = {
    "1784": ("coordinator-1", arvika.add_history),
    "1730": ("coordinator-1", eda.add_history),
    "1782": ("coordinator-2", filipstad.add_history),
    "1763": ("coordinator-2", forshaga.add_history),
    "1764": ("coordinator-1", grums.add_history),
    "1783": ("coordinator-2", hagfors.add_history),
    "1761": ("coordinator-2", hammaro.add_history),
    "1780": ("coordinator-2", karlstad.add_history),
    "1715": ("coordinator-2", kil.add_history),
    "1781": ("coordinator-2", kristinehamn.add_history),
    "1762": ("coordinator-2", munkfors.add_history),
    "1760": ("coordinator-2", storfors.add_history),
    "1766": ("coordinator-1", sunne.add_history),
    "1785": ("coordinator-1", saffle.add_history),
    "1737": ("coordinator-1", torsby.add_history),
    "1765": ("coordinator-1", arjang.add_history),
}
