"""The door to another moment: a form with every choice, for any page that shows the work."""
