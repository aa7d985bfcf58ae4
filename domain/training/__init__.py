"""Staff training (utbildning): target groups, key functions, sessions by stage, spread at the own workplace."""
