"""The gate: a decision that the oversight plan holds waits for a person; all others pass without asking the server."""
