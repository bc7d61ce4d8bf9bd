"""What the law asks of each AI system: answers to questions of a law, what they point to, and from which day."""
