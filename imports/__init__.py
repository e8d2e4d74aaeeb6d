"""Bulk importers: guests who come in by the services and never by the tables."""
