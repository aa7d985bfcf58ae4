"""How many wrong secrets a client may try in a minute."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock
from time import monotonic
from typing import TypeVar

from fastapi import Request

from adapters.http.problems import Problem

_MINUTE = 60.0
_CLIENTS = 10_000
_RIGHT = 10_000

T = TypeVar("T")


class Guesses:
    """Counts each client's different wrong secrets; the same one again, and one that was right before, cost nothing.

    So whoever shares an address with one who guesses goes on working, though to come in anew may take a minute.
    Secrets are remembered by their hash of this process alone.
    """

    def __init__(self, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._wrong: OrderedDict[str, dict[int, float]] = OrderedDict()
        self._right: OrderedDict[int, None] = OrderedDict()
        self._lock = Lock()

    def looked_up(self, request: Request, secret: str, look: Callable[[str], T | None]) -> T | None:
        """Return what a secret stands for, None for a wrong one. Raises Problem 429 when too many were wrong."""
        client, key = _client(request), hash(secret)
        with self._lock:
            if self._is_known_wrong(client, key):
                return None
        found = look(secret)
        with self._lock:
            self._note(client, key, right=found is not None)
        return found

    def _is_known_wrong(self, client: str, key: int) -> bool:
        tried, now = self._wrong.get(client, {}), self._clock()
        while tried and (oldest := next(iter(tried.values()))) <= now - _MINUTE:
            del tried[next(iter(tried))]
        if key in tried:
            return True
        if key not in self._right and len(tried) >= self._most:
            seconds = ceil(oldest + _MINUTE - now)
            raise Problem(429, "too-many-requests", headers={"Retry-After": str(seconds)})
        return False

    def _note(self, client: str, key: int, *, right: bool) -> None:
        if right:
            _remember(self._right, key, None, _RIGHT)
        else:
            self._right.pop(key, None)
            tried = self._wrong.get(client, {})
            _remember(self._wrong, client, {**tried, key: self._clock()}, _CLIENTS)


K = TypeVar("K")
V = TypeVar("V")


def _remember(among: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    among[key] = value
    among.move_to_end(key)
    if len(among) > most:
        among.popitem(last=False)


def _client(request: Request) -> str:
    """Return the address that a request came from; of IPv6 the network, all of which one client has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
