"""What pages are made of: the register of a record, a list, a gap with its button, a form and what became of it."""
