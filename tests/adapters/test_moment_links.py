"""A link to the moment that is shown is the same, however short the way to make it."""

from datetime import date
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from adapters.http.moment import Moment
from adapters.http.moment_parameters import PositionOnDay
from adapters.http.reading.reading import Reading

DAY = date(2026, 3, 2)
MOMENTS = [
    Moment(cast("Reading", None), DAY, 9),
    Moment(cast("Reading", None), DAY, 9, 7),
    Moment(cast("Reading", None), DAY, 9, DAY),
    Moment(cast("Reading", None), DAY, 9, PositionOnDay(7, DAY)),
    Moment(cast("Reading", None), DAY, 9, None, DAY),
    Moment(cast("Reading", None), DAY, 9, 7, DAY),
]
ADDRESSES = [
    "/",
    "/counties/17",
    "/municipalities/1784/why?step=ACTION_PLAN",
    "/counties/17/events?behind=red&step=STAFF_TRAINING",
    "/counties/17?part=&state=joined",
    "/counties/17?part=Karlstad%20l%C3%A5ngt%2Bbort&q=a+b",
    "/counties/17?step=STAFF_TRAINING#map",
    "/trail?topic=journey.step-completed.v1",
    "/events/0a1b2c3d-0000-4000-8000-000000000000",
    "/counties/17?empty",
]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_holds_the_parameters_of_the_address_and_those_of_the_moment(moment: Moment, address: str) -> None:
    parts = urlsplit(address)
    asked = parts._replace(query=urlencode([*parse_qsl(parts.query), *moment.asked.items()]))

    assert moment.at(address) == (urlunsplit(asked) if moment.asked else address)
