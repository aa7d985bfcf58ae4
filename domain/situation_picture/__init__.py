"""Situation picture (lägesbild): questions answered, findings, versions published and reviewed; never static."""
