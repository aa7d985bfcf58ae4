"""What caused an event and what it caused, as a tree of numbered points, and the list that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import caused_by, event
from projections.audit_trail import TrailRow

Relation = Literal["cause", "this", "effect", "act"]
# No act goes on for so long; what does is cut.
_MOST = 40
_SHOWN_OF_ACT = 8
_COLUMN, _LINE, _RADIUS = 84, 40, 13


@dataclass(frozen=True)
class Node:
    """An event of the tree, at a depth below the first cause; ``parent``: its place among the nodes."""

    row: TrailRow
    relation: Relation
    depth: int
    parent: int | None


@dataclass(frozen=True)
class Point:
    """A node as it is drawn: a numbered circle, and the line from its cause, if it has one."""

    number: int
    relation: Relation
    x: int
    y: int
    line: tuple[int, int, int, int] | None


@dataclass(frozen=True)
class Tree:
    """The nodes in the order of their numbers, the same as drawn, and the size of the drawing."""

    nodes: tuple[Node, ...]
    points: tuple[Point, ...]
    width: int
    height: int
    radius: int = _RADIUS


def tree_of(reading: Reading, row: TrailRow, others: Sequence[TrailRow]) -> Tree | None:
    """Return the tree around an event; None where it stands alone. ``others``: of the same act."""
    nodes = [*_causes(reading, row)]
    nodes.append(Node(row, "this", len(nodes), len(nodes) - 1 if nodes else None))
    this = len(nodes) - 1
    _add_effects(reading, nodes, this)
    known = {each.row.event_id for each in nodes}
    beside = [each for each in others if each.event_id not in known]
    nodes += [Node(each, "act", nodes[this].depth, this) for each in beside[:_SHOWN_OF_ACT]]
    return _drawn(nodes) if len(nodes) > 1 else None


def _causes(reading: Reading, row: TrailRow) -> Iterator[Node]:
    found: list[TrailRow] = []
    cause, seen = row.causation_id, {row.event_id}
    while cause and cause not in seen and len(found) < _MOST:
        seen.add(cause)
        known = event(reading, cause)
        if known is None:
            break
        found.append(known)
        cause = known.causation_id
    for depth, each in enumerate(reversed(found)):
        yield Node(each, "cause", depth, depth - 1 if depth else None)


def _add_effects(reading: Reading, nodes: list[Node], this: int) -> None:
    """Add what the event led to, and what that led to, each below its cause."""
    front: Mapping[str, int] = {nodes[this].row.event_id: this}
    while front and len(nodes) < _MOST:
        first = len(nodes)
        known = {each.row.event_id for each in nodes}
        for each in caused_by(reading, nodes[this].row, sorted(front)):
            parent = front.get(each.causation_id or "")
            if parent is not None and each.event_id not in known:
                nodes.append(Node(each, "effect", nodes[parent].depth + 1, parent))
        front = {each.row.event_id: first + place for place, each in enumerate(nodes[first:])}


def _drawn(nodes: Sequence[Node]) -> Tree:
    lines = dict(_placed(nodes, 0, 0))
    spots = {node: (_RADIUS + 3 + nodes[node].depth * _COLUMN, _RADIUS + 3 + at * _LINE) for node, at in lines.items()}
    points = (
        Point(number, nodes[node].relation, *spots[node], _line(spots, nodes[node], node))
        for number, node in enumerate(lines, start=1)
    )
    edge = 2 * (_RADIUS + 3)
    width, height = max(each.depth for each in nodes) * _COLUMN + edge, max(lines.values()) * _LINE + edge
    return Tree(tuple(nodes[node] for node in lines), tuple(points), width, height)


def _placed(nodes: Sequence[Node], node: int, line: int) -> list[tuple[int, int]]:
    """Return a node and what lies below it, each with its line: the first effect on its cause's, each other on more."""
    found = [(node, line)]
    below = [place for place, each in enumerate(nodes) if each.parent == node]
    for place in sorted(below, key=lambda each: nodes[each].relation == "act"):
        beside = place == below[0] and nodes[place].relation != "act"
        found += _placed(nodes, place, line if beside else max(at for _, at in found) + 1)
    return found


def _line(spots: Mapping[int, tuple[int, int]], node: Node, place: int) -> tuple[int, int, int, int] | None:
    return None if node.parent is None else (*spots[node.parent], *spots[place])
