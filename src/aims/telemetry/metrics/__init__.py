"""Metrics of decisions. `exact` reads every row of a file; monitors read `sums`, which add up over days and engines.

`columns` says what is what; `baselines` and `freezing` what it is compared with; `aggregates` and `backends` make
the sums; `performance`, `fairness`, `drift`, `quality`, `reliability` are arithmetic on them; `registry` names them.
"""
