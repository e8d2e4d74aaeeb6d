"""What importing knows without a database or a file: outcomes, columns, values, matching."""
