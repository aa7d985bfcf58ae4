"""The invented history's stories, municipality by municipality."""
