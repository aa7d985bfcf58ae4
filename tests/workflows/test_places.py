from workflows.reference.places import counties, county, labour_market_region, municipalities, place, swedish_key

VARMLAND = {
    "1715": "Kil",
    "1730": "Eda",
    "1737": "Torsby",
    "1760": "Storfors",
    "1761": "Hammarö",
    "1762": "Munkfors",
    "1763": "Forshaga",
    "1764": "Grums",
    "1765": "Årjäng",
    "1766": "Sunne",
    "1780": "Karlstad",
    "1781": "Kristinehamn",
    "1782": "Filipstad",
    "1783": "Hagfors",
    "1784": "Arvika",
    "1785": "Säffle",
}


class TestTheCountry:
    def test_has_21_counties_and_290_municipalities(self) -> None:
        everywhere = [each for one in counties() for each in municipalities(one.code)]

        assert len(counties()) == 21
        assert len(everywhere) == 290

    def test_has_each_municipality_in_the_county_that_its_code_begins_with(self) -> None:
        for one in counties():
            assert all(each.scb_code.startswith(one.code) for each in municipalities(one.code))

    def test_has_no_municipality_outside_every_part(self) -> None:
        codes = [each.scb_code for one in counties() for each in municipalities(one.code)]

        assert all(labour_market_region(code) for code in codes)


class TestVarmland:
    def test_has_its_sixteen_municipalities(self) -> None:
        assert {each.scb_code: each.name for each in municipalities("17")} == VARMLAND

    def test_is_sorted_with_the_swedish_letters_last(self) -> None:
        names = [each.name for each in municipalities("17")]

        assert names[:2] == ["Arvika", "Eda"]
        assert names[-4:] == ["Sunne", "Säffle", "Torsby", "Årjäng"]

    def test_is_named_in_full(self) -> None:
        found = county("17")

        assert found is not None
        assert found.name == "Värmlands län"

    def test_has_parts(self) -> None:
        assert labour_market_region("1780") == labour_market_region("1715") == "Karlstad"
        assert labour_market_region("1737") == "Torsby"
        assert labour_market_region("1765") == labour_market_region("1730") == "Västlandet"


class TestACodeThatNobodyHas:
    def test_is_no_place_no_county_and_no_part(self) -> None:
        assert place("9999") is None
        assert county("99") is None
        assert labour_market_region("9999") is None
        assert municipalities("99") == ()


class TestSwedishOrder:
    def test_puts_a_with_ring_a_with_dots_and_o_with_dots_last_in_that_order(self) -> None:
        names = ["Örebro", "Ängelholm", "Åre", "Zinkgruvan", "Arvika"]

        assert sorted(names, key=swedish_key) == ["Arvika", "Zinkgruvan", "Åre", "Ängelholm", "Örebro"]

    def test_sees_no_difference_in_case_or_other_accents(self) -> None:
        assert swedish_key("Idé") == swedish_key("IDE")
        assert swedish_key("A\u030are") == swedish_key("Åre")
