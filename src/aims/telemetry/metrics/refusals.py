"""What is said of a specification, a file or an engine that cannot be measured: what stands there, and what to do."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from .columns import Unusable

SENTENCES: dict[str, Words] = {
    "spec_not_mapping": _("The specification is not a map of names: write for example “prediction: approved”."),
    "spec_unknown": _("The specification says “%(names)s”, which is not understood. Possible are: %(known)s."),
    "spec_text": _("“%(name)s” in the specification is the name of one column, as text."),
    "spec_names": _("“%(name)s” in the specification is a list of names of columns."),
    "spec_groups": _("The specification names more than %(most)s columns of groups: ask for fewer at a time."),
    "spec_reference": _(
        "“reference” in the specification is a second file, or a range of time as a list of its first and last day."
    ),
    "spec_reference_time": _("A range of time as reference needs “time”: name the column that holds it."),
    "reference_of_sums": _(
        "With --backend the reference is another table or file, not a range of time: name one that holds the range."
    ),
    "spec_number": _("“%(name)s” in the specification is a number from %(low)s to %(high)s."),
    "spec_unreadable": _("The specification cannot be read as YAML: %(why)s."),
    "spec_empty": _("The specification names nothing to measure: a prediction, a score, or a reference for drift."),
    "spec_regression": _("A regression needs both “prediction” and “label”: name the two columns."),
    "no_file": _("%(file)s: there is no such file."),
    "no_column": _("There is no column “%(name)s”. There are: %(known)s."),
    "not_numeric": _("The column “%(name)s” holds text; here numbers are needed."),
    "no_positive": _(
        "Neither the predictions nor the labels hold “%(value)s”. They hold: %(known)s. Say which counts as “positive”."
    ),
    "other_words": _(
        "The labels are said in other words than the predictions, so none could be right: %(said)s; %(true)s. Say what "
        "the right prediction would have been."
    ),
    "no_rows": _("There is no row to measure."),
    "no_values": _("None of the features holds a value."),
    "file_unreadable": _("%(file)s cannot be read: %(why)s"),
    "not_a_baseline": _("This file is not a baseline that was made here."),
    "engine_unknown": _(
        "“%(engine)s” names no engine. Possible are duckdb://, spark://HOST:PORT, local[2], sc://HOST:PORT and chdb://."
    ),
    "engine_absent": _("For “%(engine)s” the package %(wheel)s is needed: install it beside OpenAIMS."),
}


def sentence(refused: Unusable) -> str:
    """The refusal as people read it."""
    return str(SENTENCES[refused.code]) % refused.params
