"""Canada's questionnaire: reading the file, and scoring 1,000 sets of random answers. Without it, our small one."""

import time

from aims.questionnaires.engine import read, score
from bench.figure import Figure
from tests.questionnaires.samples import FILES, random_answers

SETS = 1000


def run() -> list[Figure]:
    file = FILES[-1]
    begin = time.perf_counter()
    survey = read(file.read_bytes(), file.name)
    reading = time.perf_counter() - begin
    answers = [random_answers(survey, seed) for seed in range(SETS)]
    begin = time.perf_counter()
    for one in answers:
        score(survey, one)
    scoring = time.perf_counter() - begin
    name = f"{len(survey.questions)} questions"
    return [
        Figure(f"questionnaire, {name}: read", reading, "s", 0.2),
        Figure(f"questionnaire, {name}: score {SETS:,} sets of answers", scoring, "s", 5),
    ]
