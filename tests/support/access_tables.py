"""The tables of docs/access.md: what each address answers to each role."""

from tests.architecture.checkout import ROOT


def table(title: str) -> list[dict[str, str]]:
    """Return the rows of the table under a heading, by its columns."""
    section = (ROOT / "docs/access.md").read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


ANSWERED = table("What is answered")
# What stands for the other parameters of addresses that belong to no scope.
SAMPLES = {"rule_id": "R2", "definition": "five_steps.v1", "version": "2", "code_list": "needs"}
