"""How the world reaches us, and we it."""
