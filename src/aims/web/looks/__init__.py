"""What templates take: plain, frozen descriptions of what is to be seen."""
