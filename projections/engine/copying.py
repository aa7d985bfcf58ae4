"""``dataclasses.replace`` for values with many fields, which are changed for every event.

Type checkers see the standard library's function. It calls ``__init__`` with every field, which for a municipality's
standing took as long as all the rest that its projection does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value, **changes):  # noqa: ANN001, ANN003, ANN201 -- typed above
        """Return a copy of a dataclass without slots and ``__post_init__``, with these fields changed."""
        copied = object.__new__(type(value))
        copied.__dict__.update(value.__dict__, **changes)
        return copied


__all__ = ["replace"]
