"""Municipality (kommun): outreach, the national prompt, the decision to formalise, joining and leaving."""
