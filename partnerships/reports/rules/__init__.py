"""Spans of time, tables and charts: what the figures are made into."""
