"""What AI systems do to people and society: the AI system impact assessment and its readings (6.1.4, 8.4, A.5)."""
