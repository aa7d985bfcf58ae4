from domain.report.commands import PinReport
from tests.support.histories import PINNED, accepted, ask, ask_handler
from tests.support.people import AUDITOR, COORDINATOR, MANAGER


class TestPinReport:
    def test_stands_under_an_id_of_its_own(self) -> None:
        accepted(PinReport)
        ask(PinReport, [PINNED]).refused("L3", field="report_id")

    def test_is_for_those_who_work_or_lead(self) -> None:
        for other in (COORDINATOR, MANAGER):
            ask_handler(PinReport, by=other).then(PINNED)
        ask_handler(PinReport, by=AUDITOR).refused("L8")
