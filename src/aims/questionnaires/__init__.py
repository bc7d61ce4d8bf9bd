"""Questionnaires as data: questions that branch, answers, and the score that follows from them."""
