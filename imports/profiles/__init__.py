"""The column mappings that ship with the program."""
