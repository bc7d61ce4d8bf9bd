"""What AI systems may do to people, groups and societies, assessed before it happens (6.1.4, 8.4, A.5)."""
