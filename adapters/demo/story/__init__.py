"""An invented history as it is composed: acts, and the steps that they make up."""
