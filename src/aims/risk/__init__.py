"""What may go wrong with AI, how bad it would be for whom, and what is done about it (6.1, 8.2, 8.3)."""
