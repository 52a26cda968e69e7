"""Pages on which partnerships move and MOUs get signed."""
