"""Photos: intake of originals, evidence they claim, public copies without metadata, delivery."""
