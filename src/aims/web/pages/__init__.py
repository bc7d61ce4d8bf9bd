"""What a reader opens: one module a page or a few that belong together."""
