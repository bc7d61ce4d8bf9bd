"""The recording half: what AI systems decide is taken down, held back where the recording plan says so, and sent."""
