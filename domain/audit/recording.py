"""Which refusals are kept on record: those that someone will ask about, and no slips of the hand."""

from __future__ import annotations

from collections.abc import Iterable

from domain.errors import Refusal

# What the municipality's life forbids, and what is not one's to do. That something is not there, is done already or
# has a wrong day is a slip, or a page that was open for too long.
_LASTING = frozenset({"L1", "L6", "L7", "L8"})


def is_kept(refusals: Iterable[Refusal], *, may_override: bool) -> bool:
    """Whether a refused command is kept on record.

    It is where authority, the municipality's life or a rule of the trade said no to it as it stood. It is not where a
    field was filled in wrongly, nor where the person could have gone past the rule: that is a question back to them,
    and their answer, if they give one, is an override on record.
    """
    final = (each for each in refusals if each.field is None and not (each.overridable and may_override))
    return any(each.rule_id in _LASTING or each.rule_id[0] in "RE" for each in final)
