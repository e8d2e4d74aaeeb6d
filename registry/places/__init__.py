"""The gazetteer: places, their names, the divisions they lie in, what is claimed about them."""
