"""What leaves by mail: an outbox that survives, the day's duties, and links that let somebody do one thing."""
