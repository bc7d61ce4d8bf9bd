"""The API at /api/v1, out of the same declarations as the pages: it renders and parses, and decides nothing."""
