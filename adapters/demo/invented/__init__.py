"""Municipalities that do not exist, with histories as long as a load test asks for."""
