"""Kommun X of the source document, told through the API alone, sentence by sentence."""

from datetime import date

from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.histories import QUESTIONS
from tests.support.story import check, step

X, BEGINS = "1763", date(2017, 3, 1)
PICTURE, STRUCTURE, PLAN = "SITUATION_PICTURE", "STRUCTURE_REVIEW", "ACTION_PLAN"
TRAINING, SUPPORT = "STAFF_TRAINING", "ONGOING_SUPPORT"


def test_kommun_x_goes_through_the_five_steps(database_url: str) -> None:
    with open_office(database_url, X, day=BEGINS) as office:
        tell(office)


def tell(office: Office) -> None:
    """Tell the whole story to an office that knows Kommun X."""
    _before_joining(office)
    _situation_picture(office)
    _structure(office)
    _action_plan(office)
    _training(office)
    _everyday_work(office)


def _before_joining(office: Office) -> None:
    bfc = office.coordinator
    with step("Kommun X är en typisk svensk kommun bestående av en centralort med omkringliggande landsbygd."):
        profile = {"settlement_type": "single_centre_with_countryside", "size_band": "10000-29999"}
        bfc.does(X, "municipality/note-profile", **profile)
        check(
            bfc,
            X,
            may=("municipality.join-municipality", "support.log-contact"),
            may_not=(("journey.open-journey", "L1"), ("situation-picture.commission-picture", "L1")),
            cell=(PICTURE, "not_started"),
            sv="entralort",
        )
    with step("Efter propå från Nationella samordnaren …"):
        bfc.does(X, "municipality/receive-national-prompt", actor_code="national-coordinator")
        check(bfc, X, sv="ationella samordnaren", en="ational coordinator")
    with step("… beslutas att arbetet mot våldsbejakande extremism ska formaliseras i kommunen."):
        bfc.does(X, "municipality/decide-formalisation", trigger="national_prompt", decision_ref="KS 2017/88")
        check(bfc, X, may_not=(("municipality.decide-formalisation", "L3"),), sv="KS 2017/88", en="KS 2017/88")
    with step("BFC kommer genom uppsökande arbete tidigt in i processen."):
        bfc.does(X, "municipality/make-outreach", kind="visit", initiated_by="regional")
        bfc.does(X, "municipality/join-municipality")
        bfc.does(X, "journey/open-journey")
        check(
            bfc,
            X,
            may=(f"journey.start-step {PICTURE}", f"journey.start-step {TRAINING}"),
            may_not=((f"journey.start-step {SUPPORT}", "E5"), (f"journey.complete-step {PICTURE}", "L2")),
            waits=("no-contact-person",),
        )
    with step("Via återkommande besök finns vi med och hjälper kommunen framåt."):
        bfc.does(X, "support/hold-visit", functions_met=["municipal-director"], needs=["basic-training"])
        check(bfc, X, may=("support.meet-need",), sv="esök", en="isit")
    with step("Här är av kommunen utsedda kontaktpersonen viktig i det fortlöpande arbetet."):
        appointed = {"function": "safety-coordinator", "org_unit": "executive-office"}
        bfc.does(X, "contact/appoint-contact", **appointed, also_national_contact=True)
        check(bfc, X, waits_not=("no-contact-person", "national-contact-differs"), sv="ontaktperson", en="ontact")


def _situation_picture(office: Office) -> None:
    bfc = office.coordinator
    with step("En första åtgärd är att identifiera den lokala lägesbilden."):
        bfc.does(X, "journey/start-step", step=PICTURE)
        bfc.does(X, "situation-picture/commission-picture")
        check(
            bfc,
            X,
            may_not=(
                ("situation-picture.publish-picture-version", "R1"),
                (f"journey.complete-step {PICTURE}", "E1"),
            ),
            cell=(PICTURE, "in_progress"),
        )
    for question in QUESTIONS:
        with step(f"Vilka är ortens styrkor och svagheter? … ({question})"):
            answer = {"assessment": "mixed", "source_type": "municipal-staff"}
            answer |= {"observed_from": "2016", "observed_until": "2016"}
            bfc.does(X, "situation-picture/answer-question", question_code=question, **answer)
    with step("Detta är några av de frågeställningar som görs initialt i processen."):
        finding = {"dimension": "associations", "kind": "strength", "locality_level": "municipality"}
        bfc.does(X, "situation-picture/record-finding", **finding, level="recurring", source_type="municipal-staff")
        published = bfc.does(X, "situation-picture/publish-picture-version")
        assert [each["topic"] for each in published["events"]] == ["situation-picture.picture-version-published.v2"]
        check(bfc, X, may=(f"journey.complete-step {PICTURE}",), sv="ersion 1", en="ersion 1")
        bfc.does(X, "journey/complete-step", step=PICTURE, outcome="achieved")
        check(bfc, X, cell=(PICTURE, "achieved"), may=(f"journey.reopen-step {PICTURE}",))


def _structure(office: Office) -> None:
    bfc = office.coordinator
    office.calendar.pass_days(30)
    with step("Nästa steg handlar om att se över kommunens befintliga struktur för det förebyggande arbetet."):
        bfc.does(X, "journey/start-step", step=STRUCTURE)
        bfc.does(X, "structure-review/open-review")
        check(bfc, X, may_not=((f"journey.complete-step {STRUCTURE}", "E2"),), cell=(STRUCTURE, "in_progress"))
    with step("Har man ett fungerande tvärsektoriellt nätverk är det alltid bättre att utgå från detta …"):
        network = {"kind": "cross_sector_network", "sectors": ["school", "social-services"], "functioning": "yes"}
        bfc.does(X, "structure-review/identify-existing-structure", **network, meets_per_year=6)
        assert bfc.refused(X, "structure-review/create-new-group") == ["R3"]
        actions = bfc.actions(X)
        (host,) = actions["structure-review.choose-host-structure"]["choices"]["structure_id"]
        bfc.does(X, "structure-review/choose-host-structure", structure_id=host)
        order = {"signal_kind": "concern-at-school", "ordered_functions": ["school-staff", "principal"]}
        bfc.does(X, "structure-review/order-responsibility", **order)
        bfc.does(X, "journey/complete-step", step=STRUCTURE, outcome="achieved")
        check(bfc, X, cell=(STRUCTURE, "achieved"), sv="truktur", en="tructure")


def _action_plan(office: Office) -> None:
    bfc = office.coordinator
    office.calendar.pass_days(30)
    with step("Nu kommer handlingsplanen in i bilden."):
        bfc.does(X, "journey/start-step", step=PLAN)
        bfc.does(X, "action-plan/ve/open-plan-work")
        check(bfc, X, may_not=((f"journey.complete-step {PLAN}", "R4"),), cell=(PLAN, "in_progress"))
    with step("… ger tillfälle att fundera över informationsflödet … hur man som anställd ska agera …"):
        for section in ("information_flow", "conduct_on_signs"):
            bfc.does(X, "action-plan/ve/write-section", section=section)
        check(bfc, X, sv="tecken", en="signs")
    with step("Viktigast med en lokal handlingsplan är just att den är lokal."):
        details = bfc.get(f"municipalities/{X}")["details"]
        finding = details["finding"][0]["ref"]
        measure = {"code": "parent-support", "owner_function": "principal", "due_on": "2018-01-31"}
        bfc.does(X, "action-plan/ve/add-measure", **measure, addresses_findings=[finding])
        bfc.does(X, "action-plan/ve/adopt-plan", body="municipal-council", paragraph="§ 41", dnr="KS 2017/88")
        bfc.does(X, "journey/complete-step", step=PLAN, outcome="achieved")
        check(bfc, X, cell=(PLAN, "achieved"), waits_not=("plan-not-local",))


def _training(office: Office) -> None:
    bfc = office.coordinator
    office.calendar.pass_days(30)
    with step("När arbetet kommit så här långt är det dags att utbilda personalen … lämpligtvis i flera steg."):
        bfc.does(X, "journey/start-step", step=TRAINING)
        bfc.does(X, "training/set-stage-plan", stages=["basic", "deep"])
        check(bfc, X, may_not=((f"journey.complete-step {TRAINING}", "R7"),), cell=(TRAINING, "in_progress"))
    with step("… personalgrupper som tidigt kommer i kontakt … parkförvaltning, städ och vaktmästeri."):
        for group in ("parks", "cleaning", "caretakers"):
            early = {"group_code": group, "early_contact": True, "estimated_headcount_band": "5-19"}
            bfc.does(X, "training/identify-target-group", **early)
    with step("Utöver det bör kommunen identifiera nyckelfunktioner … elevhälsa och … socialtjänsten."):
        contact = office.callers[Role.CONTACT]
        for function in ("student-health", "social-services"):
            contact.does(X, "training/designate-key-function", function_code=function)
    for stage, groups in (("basic", ["parks", "cleaning"]), ("deep", ["student-health", "social-services"])):
        with step(f"… grundläggande kunskap … djupare kunskap ({stage})"):
            planned = {"format": "course", "duration_band": "half-day", "planned_on": str(office.calendar.today())}
            bfc.does(X, "training/plan-session", stage=stage, groups=groups, **planned)
            (session,) = bfc.actions(X)["training.hold-session"]["choices"]["session_id"]
            heads = dict.fromkeys(groups, "5-19")
            bfc.does(
                X,
                "training/hold-session",
                session_id=session,
                headcount_by_group=heads,
                materials_version="samtalskompassen-2017",
            )
    with step("(steget kan avslutas)"):
        bfc.does(X, "journey/complete-step", step=TRAINING, outcome="achieved")
        check(bfc, X, cell=(TRAINING, "achieved"))


def _everyday_work(office: Office) -> None:
    bfc = office.coordinator
    with step("… när igångsättningsfasen ska implementeras och övergå i vardagligt arbete …"):
        bfc.does(X, "journey/move-into-everyday-work")
        check(
            bfc,
            X,
            cell=(SUPPORT, "in_progress"),
            may_not=((f"journey.complete-step {SUPPORT}", "R8"), ("journey.move-into-everyday-work", "L3")),
            sv="löpande stöd",
            en="ongoing support",
        )
        assert bfc.refused(X, "journey/complete-step", step=SUPPORT, outcome="achieved") == ["R8"]
    with step("… snabbt kunna erbjuda handledning och stöd när situationen kräver …"):
        asked = office.callers[Role.CONTACT]
        answer = asked.does(X, "support/request-guidance", unit_kind="school_team", urgency="acute")
        bfc.position = answer["position"]
        check(bfc, X, waits=("guidance-waiting",))
        (request,) = bfc.actions(X)["support.deliver-guidance"]["choices"]["request_id"]
        bfc.does(X, "support/deliver-guidance", request_id=request, form="on-site-meeting")
        check(bfc, X, waits_not=("guidance-waiting",), sv="andledning", en="uidance")
    with step("… garanteras kvaliteten i det fortlöpande arbetet"):
        bfc.does(X, "support/log-contact", direction="both")
        row = next(each for each in bfc.get("counties/17")["municipalities"] if each["scb_code"] == X)
        assert row["health"] == "active"
        office.calendar.pass_days(400)
        assert {"contact-silence-red", "visit-gap-red"} <= bfc.reasons(X)
