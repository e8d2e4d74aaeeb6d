"""People, roles with scopes, and sign-in."""
