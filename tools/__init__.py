"""Programs for people who work on the registry; nothing in the application imports them."""
