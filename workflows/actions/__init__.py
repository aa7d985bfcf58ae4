"""What may be done now, and why the rest may not (C3): the same rules that the commands obey."""
