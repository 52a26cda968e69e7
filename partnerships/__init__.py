"""The business of partnerships: one app, one folder ("slice") per subject."""
