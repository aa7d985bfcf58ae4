"""The county's programme: who runs and funds it, its definitions, the national actors, its coordinators."""
