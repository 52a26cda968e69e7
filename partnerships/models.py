"""Every model of the slices, so that Django finds them under one app."""
