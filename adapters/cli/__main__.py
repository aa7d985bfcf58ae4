"""``python -m adapters.cli``, where the script ``femsteg`` is not installed."""

from adapters.cli.commands import main

main(prog_name="femsteg")
