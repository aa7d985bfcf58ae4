"""The environment shut out: for the embedded server every parameter of a connection is Femsteg's own."""

from __future__ import annotations

import os


def shut_out() -> None:
    """Take what libpq reads (``PGHOSTADDR``, ``PGOPTIONS`` …) away from this process, and so from its children.

    Parameters of a URL go over most of it, not over all: nothing goes over ``PGSERVICE`` or ``PGTZ``.
    """
    for name in [each for each in os.environ if each.startswith("PG")]:
        del os.environ[name]
