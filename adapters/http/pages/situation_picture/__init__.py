"""The situation picture's page: versions, questions, strengths beside weaknesses, review and publishing."""
