"""The domain of signage, pure: codes, states, text of signs, faces, checks of reports, validity."""
