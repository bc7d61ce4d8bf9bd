"""What lies in files, read back: one decision, a page of them, the sums of each day, what changed of the columns."""
