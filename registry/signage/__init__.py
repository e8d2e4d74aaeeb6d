"""Signage: required positions, signs from proof to verification, what crews report, the tallies."""
