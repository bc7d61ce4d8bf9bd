"""What is put on paper: a world read into the content of a report, one file a report."""
