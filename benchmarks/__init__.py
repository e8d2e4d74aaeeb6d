"""Each measure of docs/PERFORMANCE.md, runnable; `make bench` runs them all."""
