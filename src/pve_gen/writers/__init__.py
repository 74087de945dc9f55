"""One file per format that a programme can be written in."""
