"""Reads of import runs, their rows and kept profiles."""
