"""What is recorded and watched of each AI system, and what happens when a limit is passed (9.1, A.6.2.6, A.6.2.8)."""
