"""What a request is answered: now, and again whenever it is repeated under its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps, loads

from domain.errors import Refusal, Rejected
from domain.messages import Recorded
from workflows.handling.act import Act
from workflows.ports import Receipt

_ACCEPTED, _REFUSED = 200, 409


@dataclass(frozen=True)
class Stored:
    """What an event became: its id and topic."""

    event_id: str
    topic: str


@dataclass(frozen=True)
class Done:
    """The answer to an accepted command: the log's position, and the stream's new version."""

    position: int
    stream: str
    version: int
    events: tuple[Stored, ...]


class KeyReused(Exception):
    """The key belongs to another request; ``done``: what came of that, None where it was refused."""

    def __init__(self, key: str, done: Done | None = None) -> None:
        super().__init__(key)
        self.done = done


def receipt_of(act: Act, version: int, added: Sequence[Recorded]) -> Receipt:
    """Return what is kept of an accepted request, so that it can be answered again."""
    events = [[str(each.envelope.event_id), each.topic] for each in added]
    response = dumps({"stream": act.stream, "version": version, "events": events})
    return Receipt(act.actor.ref, act.key, act.request_hash, _ACCEPTED, response)


def refusal_receipt(act: Act, refused: Rejected) -> Receipt:
    """Return what is kept of a refused request."""
    refusals = [[each.rule_id, dict(each.params), each.field, each.overridable] for each in refused.refusals]
    return Receipt(act.actor.ref, act.key, act.request_hash, _REFUSED, dumps({"refusals": refusals}))


def answer_again(receipt: Receipt, act: Act) -> Done:
    """Return what the request was answered before. Raises Rejected where it was refused, and KeyReused."""
    told = loads(receipt.response)
    done = None
    if "refusals" not in told:
        stored = tuple(Stored(*each) for each in told["events"])
        done = Done(receipt.position, told["stream"], told["version"], stored)
    if receipt.request_hash != act.request_hash:
        raise KeyReused(act.key, done)
    if done is None:
        raise Rejected(*(Refusal(*each) for each in told["refusals"]))
    return done
