"""What a log line says of an error: where it and its causes were raised, and nothing of what they say."""

import re

import pytest

from adapters.runtime.diagnostics import where

HERE = r"test_diagnostics\.py:\d+"


def fail(error: Exception, *causes: Exception) -> None:
    """Raise an error from the next one, which was raised from the one after it, and so on."""
    if not causes:
        raise error
    try:
        fail(*causes)
    except Exception as cause:
        raise error from cause


def fail_while_handling(error: Exception, cause: Exception, *, hidden: bool = False) -> None:
    """Raise an error as a bug in the handling of another one does."""
    try:
        fail(cause)
    except LookupError:
        if hidden:
            raise error from None
        raise error  # noqa: B904 -- as bugs do


def test_an_error_is_told_by_its_class_and_line() -> None:
    with pytest.raises(ValueError, match="personal") as raised:
        fail(ValueError("personal"))
    assert re.fullmatch(f"ValueError {HERE}", where(raised.value))


def test_its_causes_follow_in_their_order_and_no_text() -> None:
    with pytest.raises(RuntimeError) as raised:
        fail(RuntimeError("personal"), LookupError("personal"), OSError("personal"))
    assert re.fullmatch(f"RuntimeError {HERE} < LookupError {HERE} < OSError {HERE}", where(raised.value))


def test_what_was_being_handled_counts_as_a_cause() -> None:
    with pytest.raises(ValueError, match="personal") as raised:
        fail_while_handling(ValueError("personal"), KeyError("personal"))
    assert re.fullmatch(f"ValueError {HERE} < KeyError {HERE}", where(raised.value))


def test_what_was_said_to_be_no_cause_is_none() -> None:
    with pytest.raises(ValueError, match="personal") as raised:
        fail_while_handling(ValueError("personal"), KeyError("personal"), hidden=True)
    assert re.fullmatch(f"ValueError {HERE}", where(raised.value))


def test_an_error_that_was_never_raised_has_no_line() -> None:
    assert where(ValueError("personal")) == "ValueError ?"


def test_a_circle_of_causes_is_told_once() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one

    assert where(one) == "ValueError ? < KeyError ?"
