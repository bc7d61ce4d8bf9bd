"""Measurements: each module with `run()` gives figures; `make bench` prints them."""
