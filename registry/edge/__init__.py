"""What every view stands on: who asks, one unit of work, pages and redirects."""
