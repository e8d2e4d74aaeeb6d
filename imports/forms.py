"""Uploads, mappings and decisions as people send them."""
