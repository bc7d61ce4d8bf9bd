"""Decisions of AI systems: how they come in, where they lie, what is measured of them. It knows no kind of record."""
