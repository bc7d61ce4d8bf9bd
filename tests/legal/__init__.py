"""What the law asks of each system."""
