"""What happens next: handling, actions, attention, policies, reference data; knows the domain and its own ports."""
