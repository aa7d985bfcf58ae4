"""What is true: commands, events and the rules between them, as pure functions over frozen values."""
