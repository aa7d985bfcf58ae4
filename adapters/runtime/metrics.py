"""What the process counts and measures for Prometheus: times and numbers, nothing of what events say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Measures:
    """The measures of one system; ``append_seconds``: how long events took to be stored."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.append_seconds = Histogram(
            "femsteg_append_seconds",
            "Time to store the events of one command, until they were safe.",
            buckets=_SECONDS,
            registry=self._registry,
        )

    def told(self, more: Iterable[Metric]) -> bytes:
        """Return everything and more in Prometheus' text format."""
        asked = CollectorRegistry()
        asked.register(_Found([*self._registry.collect(), *more]))
        return generate_latest(asked)


@dataclass(frozen=True, eq=False)
class _Found(Collector):
    metrics: list[Metric]

    def collect(self) -> Iterable[Metric]:
        """Return what was found."""
        return self.metrics
