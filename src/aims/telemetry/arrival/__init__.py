"""Events come in: unpacked, checked row by row or column by column, kept in a journal, and only then acknowledged."""
