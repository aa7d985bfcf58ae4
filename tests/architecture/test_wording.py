"""What is committed speaks of the product, not of how, where or with what it was written."""

import re

import pytest

from tests.architecture.checkout import ROOT, committed_or_about_to_be, text_of

# Each expression is broken by a middle dot, so that this file does not match itself.
FOREIGN = [
    expression.replace("·", "")
    for expression in (
        r"(?i:\bcl·aude\b)",
        r"(?i:\banthro·pic\b)",
        r"(?i:\bopen·ai\b)",
        r"(?i:\bchat·gpt\b)",
        r"(?i:\bcop·ilot\b)",
        r"(?i:\bco·dex\b)",
        r"(?i:\bgpt·-?\d)",
        r"\bLL·Ms?\b",
        r"\bA·I\b",
        r"(?i:\blanguage mo·dels?\b)",
        r"(?i:\bartificial intel·ligence\b)",
        r"(?i:\bassis·tants?\b)",
        r"(?i:\b(?:this|coding|chat|agent|developer) ses·sions?\b)",
        r"(?i:\bcoding ag·ents?\b)",
    )
]
MACHINE_PATHS = [
    path.replace("·", "")
    for path in (
        r"(?<![\w.}~-])/wo·rk/(?!bulk\b|entries\b|views\b)",  # addresses of the product
        r"(?<![\w.}~-])/ro·ot/",
        r"(?<![\w.}~-])/ho·me/\w",
        r"(?<![\w.}~-])/Us·ers/\w",
        r"(?<![\w.}~-])/tm·p/bash_jobs",
        r"(?<![\w.}~-])/opt/(?:wh·eels|py·pi)",
    )
]


@pytest.mark.parametrize("expression", [*FOREIGN, *MACHINE_PATHS])
def test_no_file_speaks_of_anything_but_the_product(expression: str) -> None:
    pattern = re.compile(expression)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in committed_or_about_to_be()
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


def test_no_name_of_a_file_does_either() -> None:
    pattern = re.compile("|".join(FOREIGN))
    names = [path.relative_to(ROOT).as_posix() for path in committed_or_about_to_be()]

    assert [name for name in names if pattern.search(name.replace("_", " "))] == []
