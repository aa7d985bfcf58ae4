"""What happens next: handling of commands, guards, definitions, attention; knows the domain and its own ports."""
