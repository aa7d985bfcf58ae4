"""Working days are counted as one would on a calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import add_working_days, working_days_between

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS, st.integers(-40, 900))
def test_between_two_days_each_monday_to_friday_counts(start: date, days: int) -> None:
    counted = [start + timedelta(days=each) for each in range(1, days + 1)]

    assert working_days_between(start, start + timedelta(days=days)) == sum(each.weekday() < 5 for each in counted)


@given(DAYS, st.integers(0, 60))
def test_as_many_lie_between_a_day_and_the_one_so_many_later(start: date, count: int) -> None:
    assert working_days_between(start, add_working_days(start, count)) == count
