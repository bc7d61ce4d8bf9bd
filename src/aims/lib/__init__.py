"""Small things every room may use: ids, the clock, text, canonical JSON. No Django."""
