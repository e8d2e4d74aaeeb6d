"""Files of any format, read within limits: rows of text with the facts of how they were read."""
