"""Audit cases: the county's list, a case with its findings, samples and reads, and its report."""
