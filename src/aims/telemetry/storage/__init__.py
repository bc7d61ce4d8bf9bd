"""Where decisions lie: journals, and files that a table names; one writer at a time makes, merges and deletes them."""
