"""The pure rules of the gazetteer."""
