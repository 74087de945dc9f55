"""One file per format that comes back from a supplier."""
