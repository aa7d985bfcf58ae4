"""A place is known by whatever it is officially called, and by its code."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from adapters.importing.planning import plan_import
from adapters.importing.sheet.file import read_sheet
from domain.places import County, Place
from tests.support.given import REFERENCE
from workflows.reference import places
from workflows.reference.place_names import municipality_named, names_of, place_named

EVERY = [each for county in places.counties() for each in places.municipalities(county.code)]
# As the municipalities write it themselves, where it is not the name with an s.
OFFICIAL = {
    "Falun": "Falu kommun",
    "Gotland": "Region Gotland",
    "Göteborg": "Göteborgs Stad",
    "Stockholm": "Stockholms stad",
    "Malmö": "Malmö stad",
    "Borås": "Borås Stad",
    "Haparanda": "Haparanda stad",
    "Kalix": "Kalix kommun",
    "Hagfors": "Hagfors kommun",
    "Kil": "Kils kommun",
    "Karlstad": "Karlstads kommun",
    "Arvika": "Arvika kommun",
    "Lilla Edet": "Lilla Edets kommun",
    "Malung-Sälen": "Malung-Sälens kommun",
    "Dals-Ed": "Dals-Eds kommun",
    "Upplands Väsby": "Upplands Väsby kommun",
    "Älvsbyn": "Älvsbyns kommun",
}
CASES = Path(__file__).parents[1] / "sheets"


def test_there_are_290_and_no_two_share_a_name() -> None:
    names = Counter(name for each in EVERY for name in set(names_of(each)))

    assert len(EVERY) == 290
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("place", EVERY, ids=lambda each: each.scb_code)
def test_each_is_known_by_name_code_and_label(place: Place) -> None:
    genitive = place.name if place.name[-1] in "sxz" else f"{place.name}s"
    official = OFFICIAL.get(place.name, f"{genitive} kommun")
    said = [place.name, official, f"{place.name} kommun", f"{place.name} Municipality", place.scb_code]
    said += [place.scb_code.lstrip("0"), f"{place.scb_code} {place.name}", f"{place.scb_code.lstrip('0')} {place.name}"]
    said += [f"{place.name} ({place.scb_code})", f"{place.scb_code} {official}", f"{place.scb_code}.0"]
    said += [
        place.name.upper(),
        f"\u00a0{place.name} ",
        place.name.replace(" ", "\u00a0"),
        place.name.replace("-", " "),
    ]
    said += [unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in (place.name, official)]

    assert dict.fromkeys(said, place) == {each: municipality_named(each) for each in said}
    assert dict.fromkeys(said, place) == {each: place_named(each) for each in said}


@pytest.mark.parametrize("county", places.counties(), ids=lambda each: each.code)
def test_each_county_is_known_by_name_code_and_label(county: County) -> None:
    for said in (county.name, county.code, county.code.lstrip("0"), f"{county.code} {county.name}", f"{county.code}.0"):
        assert place_named(said) == county
        assert place_named(unicodedata.normalize("NFD", said)) == county


@pytest.mark.parametrize(
    "said", ["", " ", "1784 Kil", "Arvika 1715", "17 Arvika", "1784 Värmlands län", "0000", "9999", "17840", "Arvikas"]
)
def test_nothing_else_is_a_place(said: str) -> None:
    assert place_named(said) is None


def test_official_names_are_read_from_a_sheet() -> None:
    plan = plan_import(read_sheet(CASES / "names.csv"), REFERENCE.codes, "17")

    assert plan.errors == ()
    assert len(plan.places) == 16
