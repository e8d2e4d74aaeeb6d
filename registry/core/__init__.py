"""The kernel: what every capability stands on; it knows no HTTP and no capability."""
