"""The invented histories of the municipalities of Värmland, a module each."""
