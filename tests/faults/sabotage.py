"""Whether the tests have teeth: each named sabotage takes a protection away, and the test named with it must turn red.

``python -m tests.faults.sabotage`` tries them all, or those that are named; `docs/faults.md` tells of each.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.architecture.checkout import ROOT

AS_OF = "tests/projections/test_as_of.py::test_each_of_many_positions_shows_what_the_log_said"
HAPPENED = "tests/projections/test_valid_time.py::test_what_had_happened_is_told_as_it_was_known"
MOMENTS = "tests/projections/test_moments.py"
RUNNING = "tests/faults/test_projection_running.py"
REPLACED = "tests/faults/test_log_replaced.py"
STATES = "tests/faults/test_database_states.py"
CLOCK = "tests/faults/test_clock_put_back.py"
POISON = "tests/faults/test_projection_poison.py"
PROCESSES = "tests/faults/test_processes.py"
COMMANDS = "tests/faults/test_projection_commands.py"
TROUBLE = "tests/faults/test_database_in_trouble.py"
TEETH: dict[str, str] = {
    "one-too-late": f"{AS_OF}[memory-county]",
    "batches-alone": f"{AS_OF}[memory-county]",
    "no-refold": f"{AS_OF}[memory-county]",
    "undone-for-good": f"{AS_OF}[memory-municipality]",
    "days-stay": f"{AS_OF}[memory-county]",
    "uncorrected": f"{HAPPENED}[county]",
    "knows-the-future": f"{HAPPENED}[county]",
    "by-the-day-of-entry": f"{HAPPENED}[county]",
    "midnight-in-utc": f"{MOMENTS}::test_a_day_ends_at_midnight_in_sweden",
    "one-hour-always": f"{MOMENTS}::test_a_day_ends_at_midnight_in_sweden",
    "first-of-many": f"{MOMENTS}::test_what_is_all_recorded_at_once_is_all_there_or_not",
    "no-turns": "tests/faults/test_tail.py::test_a_reader_on_the_heels_of_eight_writers_misses_nothing",
    "position-first": "tests/faults/test_projection_kills.py",
    "no-reconnect": f"{RUNNING}::test_killed_connections_heal[femsteg-notifications]",
    "no-tick": f"{RUNNING}::test_a_lost_notice_is_made_good_by_the_tick",
    "all-lead": f"{RUNNING}::test_of_two_runners_one_leads_and_the_other_takes_over_when_it_is_killed",
    "rests-as-long": f"{RUNNING}::test_a_pause_of_the_database_is_made_good_within_seconds",
    "any-log": f"{RUNNING}::TestAnotherLog",
    "patient": f"{RUNNING}::test_a_view_that_is_locked_holds_up_no_other",
    "checked-for-ever": f"{REPLACED}::test_no_view_skips_what_is_recorded_at_positions_that_it_has_read",
    "any-installation": f"{REPLACED}::test_another_installation_behind_the_same_address_is_not_used",
    "any-position": f"{REPLACED}::TestReady",
    "any-state": f"{STATES}::test_what_is_wrong_is_said_in_words_and_nothing_is_a_500",
    "left-empty": f"{STATES}::test_views_that_are_gone_are_made_again_by_who_leads_for_them",
    "as-the-clock-says": f"{CLOCK}::TestAClockThatIsPutBack",
    "always-onward": f"{CLOCK}::TestAClockThatWasFarAhead",
    "raises": "tests/faults/test_unreadable_events.py::test_everything_else_goes_on",
    "let-it-out": f"{POISON}::test_other_streams_stay_within_two_seconds",
    "go-on": f"{POISON}::test_the_stream_is_parked_and_every_other_one_runs_on",
    "in-place": "tests/faults/test_projection_rebuild.py::test_readers_at_fifty_a_second_see_one_answer_whole",
    "wait-for-ever": f"{TROUBLE}::test_who_holds_a_lock_for_ever_holds_nobody_up",
    "trust-every-connection": f"{TROUBLE}::test_a_connection_that_was_closed_while_idle_costs_nobody_an_answer",
    "no-deadline": f"{TROUBLE}::test_a_crowd_at_a_locked_door_is_told_as_soon",
    "fresh-keys": "tests/faults/test_kills.py",
    "contents-later": "tests/faults/test_kills_in_an_act.py",
    "for-ever": "tests/faults/test_consumers.py::test_a_bug_stops_its_consumer_and_no_other",
    "fires-again": f"{PROCESSES}::test_kills_leave_each_command_given_once",
    "moves-first": f"{PROCESSES}::test_kills_leave_each_command_given_once",
    "unlisted": f"{COMMANDS}::test_a_broken_event_is_listed_and_leaves_the_list_when_it_is_whole_again",
    "any-rows": f"{COMMANDS}::test_a_changed_row_is_found_named_and_mended",
    "not-filled": "tests/faults/test_projection_versions.py",
    "no-receipts": "tests/faults/test_same_key.py::test_twice_gives_one_effect_and_the_same_answer",
    "unguarded": "tests/faults/test_decision_races.py::test_no_decision_rests_on_what_another_changed_meanwhile",
    "all-fall-together": "tests/adapters/test_log_together.py::TestNeighbours",
    "one-by-one": "tests/adapters/test_log_together.py::TestOneTransaction",
    "any-answer": "tests/adapters/test_pipeline.py::test_an_answer_that_nobody_waits_for_any_more_is_nobody_else_s",
}


def bites(name: str) -> bool:
    """Whether the test notices the sabotage, and says so by an assertion rather than by being void."""
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=line", TEETH[name]],
        cwd=ROOT,
        env={**os.environ, "FEMSTEG_SABOTAGE": name},
        capture_output=True,
        text=True,
        check=False,
    )
    bitten = told.returncode == 1 and " failed" in told.stdout and "void:" not in told.stdout
    print(f"{'red' if bitten else 'NOT RED'}  {name}  {TEETH[name]}", flush=True)
    return bitten


if __name__ == "__main__":
    found = [bites(name) for name in sys.argv[1:] or TEETH]
    sys.exit(not all(found))
