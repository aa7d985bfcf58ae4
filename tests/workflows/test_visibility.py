"""What a role may see is a value: plain codes that anybody, a database too, can be told."""

import json
from dataclasses import asdict

import pytest

from domain.people import Actor
from domain.values import Classification, Role
from tests.support.people import BY_ROLE, ELSEWHERE, HERE
from workflows.visibility import NOTHING, visibility

READERS = [Role.COORDINATOR, Role.CONTACT, Role.MANAGER, Role.AUDITOR]


@pytest.mark.parametrize("role", Role)
class TestVisibility:
    def test_is_the_same_value_for_the_same_actor(self, role: Role) -> None:
        assert {visibility(BY_ROLE[role])} == {visibility(BY_ROLE[role].model_copy())}

    def test_is_plain_data(self, role: Role) -> None:
        told = json.loads(json.dumps(asdict(visibility(BY_ROLE[role])), default=sorted))

        assert (told["scopes"], "classifications" in told) == ([HERE.scb_code] if role is Role.CONTACT else None, True)

    def test_of_the_work_belongs_to_all_but_the_administrator(self, role: Role) -> None:
        assert visibility(BY_ROLE[role]).may_read(HERE.scb_code) == (role in READERS)

    def test_ends_at_the_own_municipality_for_a_contact_person_alone(self, role: Role) -> None:
        assert visibility(BY_ROLE[role]).reaches(ELSEWHERE.scb_code) == (role is not Role.CONTACT)

    def test_of_the_county_itself_belongs_to_everyone(self, role: Role) -> None:
        sight = visibility(BY_ROLE[role])

        assert sight.reaches(HERE.county_code)
        assert sight.may_read(HERE.county_code) == (role in READERS)

    def test_of_what_is_protected_belongs_to_those_who_work(self, role: Role) -> None:
        classified = Classification.PROTECTED in visibility(BY_ROLE[role]).classifications

        assert classified == visibility(BY_ROLE[role]).reads_protected == (role in {Role.COORDINATOR, Role.CONTACT})


class TestScopesWithin:
    asked = frozenset({HERE.scb_code, ELSEWHERE.scb_code})

    def test_are_those_that_were_asked_for_where_all_are_reached(self) -> None:
        assert self.asked == visibility(BY_ROLE[Role.MANAGER]).within(self.asked)
        assert visibility(BY_ROLE[Role.MANAGER]).within(None) is None

    def test_are_the_own_one_for_a_contact_person_whatever_was_asked_for(self) -> None:
        sight = visibility(BY_ROLE[Role.CONTACT])

        assert frozenset({HERE.scb_code}) == sight.within(self.asked) == sight.within(None)
        assert frozenset() == sight.within(frozenset({ELSEWHERE.scb_code}))
        assert frozenset({HERE.county_code}) == sight.within(frozenset({HERE.county_code, ELSEWHERE.scb_code}))


def test_a_contact_person_without_a_municipality_sees_nothing() -> None:
    nobody = visibility(Actor(ref="p-" + "f" * 32, role=Role.CONTACT))

    assert not nobody.may_read(HERE.scb_code)
    assert frozenset() == nobody.within(None) == NOTHING.within(None)
