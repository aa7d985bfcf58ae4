from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.aggregates import AGGREGATES, RULES
from domain.contact.commands import HandOverContact
from domain.messages import COMMANDS, TOPICS
from domain.situation_picture.commands import RecordFinding
from domain.structure_review.events import ExistingStructureIdentified
from domain.training.commands import HoldSession, PlanSession
from workflows.reference.codes import code_fields, load_codes, unknown_codes
from workflows.reference.definitions import question_sets

AN_ID = UUID(int=1)
CODES = load_codes()
REASONS = sorted({rules.reason for rules in RULES.values() if rules.reason})


def addition(folder: Path, list_name: str, text: str) -> Path:
    (folder / f"{list_name}.toml").write_text(text, encoding="utf-8")
    return folder


class TestOurLists:
    @pytest.mark.parametrize("message", [*COMMANDS.values(), *TOPICS.values()])
    def test_exist_for_every_field_that_takes_a_code(self, message: type) -> None:
        assert AGGREGATES
        assert set(code_fields(message).values()) <= CODES.lists.keys()

    def test_are_each_in_use(self) -> None:
        taken = {name for message in TOPICS.values() for name in code_fields(message).values()}

        assert {*taken, *REASONS, "override-reasons", "entry-reasons"} == CODES.lists.keys()

    @pytest.mark.parametrize("list_name", [*REASONS, "override-reasons", "entry-reasons"])
    def test_of_reasons_let_history_be_imported(self, list_name: str) -> None:
        assert CODES.has(list_name, "imported-history")

    def test_word_each_code_but_once_in_each_language(self) -> None:
        for listing in CODES.lists.values():
            for language in ("sv", "en"):
                wordings = [label.wording(language) for label in listing.codes.values()]
                assert len(wordings) == len(set(wordings))

    def test_name_the_milieus_in_the_fixed_neutral_order(self) -> None:
        assert CODES.options("milieus") == ["white-power", "autonomous-left", "religious"]

    def test_word_every_question_of_every_set(self) -> None:
        asked = {code for questions in question_sets().values() for code in questions.questions}

        assert asked <= set(CODES.options("questions"))

    def test_hold_the_early_groups_and_key_functions_of_the_example(self) -> None:
        groups = CODES.options("staff-groups")

        assert {"parks", "cleaning", "caretakers", "student-health", "social-services"} <= set(groups)

    def test_all_have_a_version(self) -> None:
        assert {**dict.fromkeys(CODES.lists, 1), "organisations": 2} == CODES.versions


class TestALabel:
    def test_is_worded_in_both_languages(self) -> None:
        assert CODES.label("functions", "fire-chief", "sv") == "Räddningschef"
        assert CODES.label("functions", "fire-chief", "en") == "Fire chief"
        assert CODES.title("needs", "sv") == "Behov"

    def test_is_the_code_itself_where_the_list_has_none(self) -> None:
        assert CODES.label("functions", "lighthouse-keeper", "sv") == "lighthouse-keeper"

    def test_of_a_list_that_does_not_exist_is_a_bug(self) -> None:
        with pytest.raises(KeyError):
            CODES.label("no-such-list", "fire-chief", "sv")


class TestACountysAdditions:
    def test_come_after_our_codes_which_all_stay(self, tmp_path: Path) -> None:
        own = 'version = 3\n[codes]\nferry-crew = { sv = "Färjepersonal", en = "Ferry crew" }\n'
        extended = load_codes(addition(tmp_path, "staff-groups", own))

        assert extended.options("staff-groups") == [*CODES.options("staff-groups"), "ferry-crew"]
        assert extended.label("staff-groups", "ferry-crew", "sv") == "Färjepersonal"
        assert not CODES.has("staff-groups", "ferry-crew")

    def test_keep_a_version_of_their_own(self, tmp_path: Path) -> None:
        own = 'version = 3\n[codes]\nferry-crew = { sv = "Färjepersonal", en = "Ferry crew" }\n'
        versions = load_codes(addition(tmp_path, "staff-groups", own)).versions

        assert versions["staff-groups"] == 1
        assert versions["staff-groups/own"] == 3

    def test_may_word_a_code_and_its_list_anew_in_place(self, tmp_path: Path) -> None:
        own = (
            'version = 1\ntitle = { sv = "Grupper", en = "Groups" }\n'
            '[codes]\nparks = { sv = "Gatukontoret", en = "Streets office" }\n'
        )
        extended = load_codes(addition(tmp_path, "staff-groups", own))

        assert extended.label("staff-groups", "parks", "sv") == "Gatukontoret"
        assert extended.title("staff-groups", "en") == "Groups"
        assert extended.options("staff-groups") == CODES.options("staff-groups")

    def test_to_a_list_that_does_not_exist_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="staff-grups"):
            load_codes(addition(tmp_path, "staff-grups", "version = 1\n"))

    @pytest.mark.parametrize(
        "own",
        [
            'version = 1\n[codes]\nFerry_Crew = { sv = "Färjepersonal", en = "Ferry crew" }\n',
            'version = 1\n[codes]\nferry-crew = { sv = "Färjepersonal" }\n',
            'version = 1\n[codes]\nferry-crew = { sv = " ", en = "Ferry crew" }\n',
            'version = 1\nremoved = ["parks"]\n',
            '[codes]\nferry-crew = { sv = "Färjepersonal", en = "Ferry crew" }\n',
        ],
        ids=["bad-code", "one-language", "empty-label", "removal", "no-version"],
    )
    def test_of_another_shape_are_refused(self, own: str, tmp_path: Path) -> None:
        with pytest.raises(ValidationError):
            load_codes(addition(tmp_path, "staff-groups", own))


class TestTheListOfAField:
    def test_is_found_in_the_field_itself_and_where_it_may_be_left_out(self) -> None:
        found = code_fields(RecordFinding)

        assert found["dimension"] == "dimensions"
        assert found["milieu"] == "milieus"
        assert "finding_id" not in found

    def test_is_found_inside_a_row_of_codes(self) -> None:
        assert code_fields(ExistingStructureIdentified) == {"sectors": "sectors"}
        assert code_fields(HandOverContact)["open_items"] == "handover-items"
        assert code_fields(PlanSession)["joint_with"] == "organisations"

    def test_is_found_in_the_keys_of_a_table(self) -> None:
        assert code_fields(HoldSession)["headcount_by_group"] == "staff-groups"


class TestUnknownCodes:
    def test_are_told_with_field_and_list(self) -> None:
        session = HoldSession(
            session_id=AN_ID,
            headcount_by_group={"parks": "1-4", "park-benches": "1-4"},
            materials_version="basic-v9",
        )

        assert unknown_codes(session, CODES) == [
            ("headcount_by_group", "staff-groups", "park-benches"),
            ("materials_version", "training-materials", "basic-v9"),
        ]

    def test_are_none_where_a_field_is_left_out(self) -> None:
        finding = RecordFinding(
            finding_id=AN_ID,
            dimension="school",
            kind="strength",
            locality_level="municipality",
            level="recurring",
            source_type="municipal-staff",
        )

        assert unknown_codes(finding, CODES) == []
