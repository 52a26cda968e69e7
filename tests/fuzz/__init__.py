"""Nasty inputs for every address: see test_fuzz.py for what is checked."""
