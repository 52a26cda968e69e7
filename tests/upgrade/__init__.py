"""Databases of released versions, and the proof that this version can take them over."""
