"""What importing writes: runs, their checks, their application, their undoing."""
