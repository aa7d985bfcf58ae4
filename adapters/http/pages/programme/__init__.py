"""The county's programme and its timeline."""
